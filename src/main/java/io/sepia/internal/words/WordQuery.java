package io.sepia.internal.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a user searches for: {@code words "a phrase" prefix* -excluded one or other field:word}. Any text is a query.
 *
 * @param required groups of which each must be found, by at least one of its phrases
 * @param excluded phrases that must not be found
 */
public record WordQuery(List<List<Phrase>> required, List<Phrase> excluded) {
    /** The number of tokens that count; a query that is longer is cut, because long phrases take long to compare. */
    static final int MAX_TOKENS = 100;

    public WordQuery {
        required = required.stream().map(List::copyOf).toList();
        excluded = List.copyOf(excluded);
    }

    /**
     * Understands a text as a query.
     *
     * @param fields the names that {@code field:} may mention, without regard to case; before another word, the colon
     *     is punctuation
     */
    public static WordQuery of(String text, List<String> fields) {
        return new Reader(text, fields).read();
    }

    /** Returns whether the text contained nothing to search for. Such a query finds nothing. */
    public boolean isEmpty() {
        return required.isEmpty() && excluded.isEmpty();
    }

    /** Returns the phrases that are sought, in order. */
    List<Phrase> sought() {
        return required.stream().flatMap(List::stream).toList();
    }

    /** Reads a query from left to right. */
    private static final class Reader {
        private final String text;
        private final List<String> fields;
        private final List<List<Phrase>> required = new ArrayList<>();
        private final List<Phrase> excluded = new ArrayList<>();
        private boolean joined;
        private int tokens;
        private int at;

        Reader(String text, List<String> fields) {
            this.text = text;
            this.fields = fields;
        }

        WordQuery read() {
            while (tokens < MAX_TOKENS && skipSpace()) {
                boolean not = isMinus(at);
                if (not) {
                    at++;
                }
                int before = at;
                int field = field();
                Phrase phrase = isQuote(at) ? quoted(field) : bare(field);
                if (phrase != null) {
                    add(phrase, not, text.substring(before, at));
                }
            }
            return new WordQuery(required, excluded);
        }

        private boolean skipSpace() {
            while (isSpace(at)) {
                at++;
            }
            return at < text.length();
        }

        /** Returns whether a space is at an index, which may be one that keeps a line from breaking. */
        private boolean isSpace(int index) {
            return index < text.length()
                    && (Character.isWhitespace(text.charAt(index)) || Character.isSpaceChar(text.charAt(index)));
        }

        private boolean isMinus(int index) {
            return text.charAt(index) == '-' || text.charAt(index) == '\u2212';
        }

        private void add(Phrase phrase, boolean not, String written) {
            if (not) {
                joined = false;
                excluded.add(phrase);
            } else if (written.toLowerCase(Locale.ROOT).equals("or") && !required.isEmpty() && !joined && hasMore()) {
                joined = true;
                return;
            } else if (joined) {
                joined = false;
                required.get(required.size() - 1).add(phrase);
            } else {
                List<Phrase> group = new ArrayList<>();
                group.add(phrase);
                required.add(group);
            }
            tokens += phrase.tokens().size();
        }

        /** Returns whether a word follows that is not excluded. */
        private boolean hasMore() {
            int next = at;
            while (isSpace(next)) {
                next++;
            }
            return next < text.length() && !isMinus(next);
        }

        private int field() {
            for (int i = 0; i < fields.size(); i++) {
                String name = fields.get(i);
                int end = at + name.length();
                if (text.regionMatches(true, at, name, 0, name.length())
                        && end + 1 < text.length()
                        && text.charAt(end) == ':'
                        && !isSpace(end + 1)) {
                    at = end + 1;
                    return i;
                }
            }
            return Phrase.ANY;
        }

        private boolean isQuote(int index) {
            return index < text.length() && "\"\u201C\u201D\u201E\u00AB\u00BB".indexOf(text.charAt(index)) >= 0;
        }

        private @Nullable Phrase quoted(int field) {
            int start = ++at;
            while (at < text.length() && !isQuote(at)) {
                at++;
            }
            String inside = text.substring(start, at);
            at = Math.min(text.length(), at + 1);
            return phrase(inside, star(), field);
        }

        private @Nullable Phrase bare(int field) {
            int start = at;
            while (at < text.length() && !isSpace(at) && !isQuote(at)) {
                at++;
            }
            String word = text.substring(start, at);
            return phrase(word, word.endsWith("*"), field);
        }

        private boolean star() {
            boolean star = at < text.length() && text.charAt(at) == '*';
            at += star ? 1 : 0;
            return star;
        }

        /** Returns the tokens of a word or of several as a phrase, or null if there are none. */
        private @Nullable Phrase phrase(String words, boolean prefix, int field) {
            List<Token> found = new ArrayList<>(Tokenizer.tokens(words));
            if (found.isEmpty()) {
                return null;
            }
            Token last = found.get(found.size() - 1);
            boolean open = prefix;
            if (last.tail()) {
                // The run may go on in the document. A single character is the beginning of a pair there.
                boolean pair = found.size() > 1
                        && !found.get(found.size() - 2).tail()
                        && found.get(found.size() - 2).end() == last.end();
                if (pair) {
                    found.remove(found.size() - 1);
                }
                open = !pair;
            }
            int most = MAX_TOKENS - tokens;
            return new Phrase(
                    found.stream().limit(most).map(Token::text).toList(), open && found.size() <= most, field);
        }
    }
}

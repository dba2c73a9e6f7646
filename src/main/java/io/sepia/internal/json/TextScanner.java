package io.sepia.internal.json;

import io.sepia.error.InvalidQueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Scans the tokens of paths, conditions and orders in text form, and reports the position of errors. */
public final class TextScanner {
    private static final int SHOWN = 40;
    private static final int MAX_LENGTH = 1_000_000;
    private static final Set<String> RESERVED = Set.of(
            "and",
            "or",
            "not",
            "in",
            "is",
            "between",
            "exists",
            "starts",
            "contains",
            "any",
            "all",
            "true",
            "false",
            "null",
            "missing",
            "asc",
            "desc",
            "absent");

    private final String text;
    private final String what;
    private int at;

    public TextScanner(String text, String what) {
        this.text = text;
        this.what = what;
        if (text.length() > MAX_LENGTH) {
            throw new InvalidQueryException(
                    what + " has " + text.length() + " characters; at most " + MAX_LENGTH + " are allowed.");
        }
    }

    /** Returns the beginning of a text, for messages. */
    static String shown(String text) {
        String start = text.length() > SHOWN ? text.substring(0, text.offsetByCodePoints(0, SHOWN / 2)) + "…" : text;
        return start.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '\uFFFD' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Returns a name as it is written in a path. */
    static String written(String name) {
        boolean bare = !name.isEmpty()
                && name.chars().allMatch(TextScanner::isBare)
                && !name.equals("$")
                && !RESERVED.contains(name.toLowerCase(Locale.ROOT));
        return bare ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    private static boolean isBare(int c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '-' || c == ':';
    }

    public static boolean isReserved(String word) {
        return RESERVED.contains(word.toLowerCase(Locale.ROOT));
    }

    public int at() {
        return at;
    }

    public void back(int position) {
        at = position;
    }

    public InvalidQueryException expected(String expected) {
        skipSpace();
        return error(expected, at);
    }

    public InvalidQueryException error(String expected, int position) {
        String found;
        if (position >= text.length()) {
            found = "the end";
        } else if (text.charAt(position) == '\'') {
            found = "a text";
        } else {
            int end = position;
            while (end < text.length() && isBare(text.charAt(end)) && end - position < SHOWN) {
                end++;
            }
            found = "'" + shown(text.substring(position, Math.max(end, text.offsetByCodePoints(position, 1)))) + "'";
        }
        return new InvalidQueryException(what + " cannot be parsed at character " + (position + 1) + ": expected "
                + expected + ", found " + found + ".");
    }

    public void skipSpace() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    /** Requires the end of the text. */
    void end() {
        if (at < text.length()) {
            throw error("the end", at);
        }
    }

    public boolean isAtEnd() {
        skipSpace();
        return at >= text.length();
    }

    /** Consumes {@code sign} if it comes next, and returns whether it did. */
    public boolean take(String sign) {
        skipSpace();
        if (text.startsWith(sign, at)) {
            at += sign.length();
            return true;
        }
        return false;
    }

    public void require(String sign) {
        if (!take(sign)) {
            throw expected("'" + sign + "'");
        }
    }

    /** Consumes {@code word}, in any case, if it is the whole next word, and returns whether it did. */
    public boolean takeWord(String word) {
        skipSpace();
        if (word.equalsIgnoreCase(peekWord())) {
            at += word.length();
            return true;
        }
        return false;
    }

    /** Returns the next word, or an empty text if there is none. */
    public String peekWord() {
        skipSpace();
        int end = at;
        while (end < text.length() && isBare(text.charAt(end))) {
            end++;
        }
        return text.substring(at, end);
    }

    /** Returns the next character, or 0 at the end. */
    public char peek() {
        skipSpace();
        return at < text.length() ? text.charAt(at) : 0;
    }

    /** Consumes and returns a text in single quotes, or returns null if none comes next. */
    @Nullable
    public String string() {
        return peek() == '\'' ? quoted('\'') : null;
    }

    private String quoted(char quote) {
        int start = at++;
        StringBuilder found = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != quote) {
                found.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                found.append(quote);
                at++;
            } else {
                return found.toString();
            }
        }
        throw error("a closing " + quote + " for the one at character " + (start + 1), text.length());
    }

    /** Consumes and returns a JSON number, or returns null if none comes next. */
    @Nullable
    public Decimal number() {
        skipSpace();
        int end = at;
        while (end < text.length() && (isBare(text.charAt(end)) || "+.".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        String found = text.substring(at, end);
        if (!found.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            return null;
        }
        if (found.length() > DocumentText.MAX_NUMBER_LENGTH) {
            throw new InvalidQueryException(what + " contains a number of " + found.length() + " digits at character "
                    + (at + 1) + "; at most " + DocumentText.MAX_NUMBER_LENGTH
                    + " are allowed, because no document contains a longer one.");
        }
        at = end;
        return Decimal.parse(found);
    }

    /**
     * Consumes a path.
     *
     * @param within whether it is part of a longer text, in which names without quotes end at the first space or sign
     */
    public FieldPath path(boolean within) {
        int start = at;
        List<FieldPath.Step> steps = new ArrayList<>();
        if (at < text.length() && text.charAt(at) == '[') {
            steps.add(index());
        } else {
            steps.add(name(within));
        }
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '.') {
                at++;
                steps.add(name(within));
            } else if (c == '[') {
                steps.add(index());
            } else if (within) {
                break;
            } else {
                throw error("'.', '[' or the end", at);
            }
        }
        if (text.startsWith("$", start) && steps.get(0).equals(new FieldPath.Name("$"))) {
            throw new InvalidQueryException(what + " begins with '$' at character " + (start + 1)
                    + ". Paths begin with the name of a member; write a member called $ in quotes: \"$\".");
        }
        return new FieldPath(steps);
    }

    private FieldPath.Name name(boolean within) {
        if (at < text.length() && text.charAt(at) == '"') {
            return new FieldPath.Name(quoted('"'));
        }
        int start = at;
        while (at < text.length() && (within ? isBare(text.charAt(at)) : ".[]\"".indexOf(text.charAt(at)) < 0)) {
            at++;
        }
        if (start == at) {
            throw error("a name (in double quotes if it contains a dot, bracket or quotation mark)", start);
        }
        return new FieldPath.Name(text.substring(start, at));
    }

    private FieldPath.Index index() {
        at++;
        int start = at;
        while (at < text.length() && Character.digit(text.charAt(at), 10) >= 0 && at - start < 10) {
            at++;
        }
        long number = start == at ? -1 : Long.parseLong(text, start, at, 10);
        if (number < 0 || number > Integer.MAX_VALUE || at >= text.length() || text.charAt(at) != ']') {
            throw error("an index from 0 and ']', such as [0]", start);
        }
        at++;
        return new FieldPath.Index((int) number);
    }
}

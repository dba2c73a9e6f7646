package io.sepia.internal.words;

import io.sepia.internal.json.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Excerpts from the texts of a document around the tokens that a query seeks. Immutable and thread-safe. */
public final class Excerpts {
    /** The number of characters around the found tokens. */
    private static final int WIDTH = 160;

    private static final String ELLIPSIS = "…";

    private final List<WordField> fields;
    private final List<Phrase> sought;

    /** A part of a text. */
    public record Span(int start, int end) {}

    /**
     * An excerpt from one field.
     *
     * @param found where tokens are in {@code text}
     */
    public record Excerpt(String field, String text, List<Span> found) {}

    /** @param words what a user typed */
    public Excerpts(String words, List<WordField> fields) {
        this.fields = fields;
        this.sought = WordQuery.of(words, fields.stream().map(WordField::name).toList())
                .sought();
    }

    /** Returns an excerpt for each field that contains something sought, the one with most of it first. */
    public List<Excerpt> of(@Nullable Value content) {
        List<Excerpt> excerpts = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            Excerpt best = null;
            for (String text : fields.get(i).texts(content)) {
                List<Span> found = found(text, i);
                Excerpt each = excerpt(
                        fields.get(i).name(),
                        text,
                        found.stream().map(span -> shortened(text, span)).toList());
                if (best == null || each.found().size() > best.found().size()) {
                    best = each;
                }
            }
            if (best != null && !best.found().isEmpty()) {
                excerpts.add(best);
            }
        }
        excerpts.sort(Comparator.comparingInt((Excerpt each) -> -each.found().size()));
        return excerpts;
    }

    /** Returns where the sought phrases are in a text, merged where they meet. */
    private List<Span> found(String text, int field) {
        List<Token> tokens = Tokenizer.tokens(text);
        List<Span> spans = new ArrayList<>();
        for (int at = 0; at < tokens.size(); at++) {
            int end = 0;
            for (Phrase phrase : sought) {
                if ((phrase.field() == Phrase.ANY || phrase.field() == field) && startsAt(phrase, tokens, at)) {
                    end = Math.max(
                            end, tokens.get(at + phrase.tokens().size() - 1).end());
                }
            }
            int start = tokens.get(at).start();
            Span last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
            if (end > 0 && last != null && start <= last.end()) {
                spans.set(spans.size() - 1, new Span(last.start(), Math.max(last.end(), end)));
            } else if (end > 0) {
                spans.add(new Span(start, end));
            }
        }
        return spans;
    }

    private static boolean startsAt(Phrase phrase, List<Token> tokens, int at) {
        int size = phrase.tokens().size();
        if (at + size > tokens.size()) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            String token = tokens.get(at + i).text();
            String wanted = phrase.tokens().get(i);
            boolean same = phrase.prefix() && i == size - 1 ? token.startsWith(wanted) : token.equals(wanted);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private static Excerpt excerpt(String field, String text, List<Span> found) {
        if (found.isEmpty()) {
            return new Excerpt(field, "", found);
        }
        int first = densest(found);
        int start = Math.max(0, found.get(first).start() - WIDTH / 4);
        int end =
                Math.min(text.length(), Math.max(start + WIDTH, found.get(first).end()));
        start = atWord(text, start, found.get(first).start());
        end = Math.max(found.get(first).end(), end < text.length() ? atWord(text, end, 0) : end);
        String before = start > 0 ? ELLIPSIS : "";
        List<Span> inside = new ArrayList<>();
        for (Span each : found) {
            if (each.start() >= start && each.end() <= end) {
                inside.add(new Span(each.start() - start + before.length(), each.end() - start + before.length()));
            }
        }
        return new Excerpt(field, before + text.substring(start, end) + (end < text.length() ? ELLIPSIS : ""), inside);
    }

    /**
     * Returns the beginning of a span that is too long for an excerpt, such as that of a word of a thousand letters.
     */
    private static Span shortened(String text, Span span) {
        if (span.end() - span.start() <= WIDTH) {
            return span;
        }
        int end = span.start() + WIDTH;
        return new Span(span.start(), Character.isLowSurrogate(text.charAt(end)) ? end - 1 : end);
    }

    /** Returns the number of the span after which most others follow within an excerpt. */
    private static int densest(List<Span> found) {
        int best = 0;
        int most = 0;
        int last = 0;
        for (int first = 0; first < found.size(); first++) {
            last = Math.max(last, first);
            while (last + 1 < found.size()
                    && found.get(last + 1).end() - found.get(first).start() <= WIDTH * 3 / 4) {
                last++;
            }
            if (last - first + 1 > most) {
                most = last - first + 1;
                best = first;
            }
        }
        return best;
    }

    /** Returns the beginning of a word near an index, in the direction of {@code limit}, so that no word is cut. */
    private static int atWord(String text, int index, int limit) {
        int step = limit > index ? 1 : -1;
        for (int at = index; at != limit && Math.abs(at - index) < WIDTH / 4; at += step) {
            if (at == 0 || Character.isWhitespace(text.charAt(at - 1))) {
                return at;
            }
        }
        boolean insidePair = index > 0
                && index < text.length()
                && Character.isLowSurrogate(text.charAt(index))
                && Character.isHighSurrogate(text.charAt(index - 1));
        return insidePair ? index + step : index;
    }
}

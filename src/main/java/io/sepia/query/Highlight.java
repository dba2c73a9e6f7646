package io.sepia.query;

import java.util.List;

/**
 * The part of a text that shows why an object was found. Immutable.
 *
 * @param field the path of the property
 * @param text an excerpt, with an ellipsis where the text goes on
 * @param ranges where the words that were found are in {@code text}, in order and apart from each other
 */
public record Highlight(String field, String text, List<Range> ranges) {
    /**
     * A part of the excerpt.
     *
     * @param start the index of its first character
     * @param end the index behind its last character
     */
    public record Range(int start, int end) {}

    /** Copies the list. */
    public Highlight {
        ranges = List.copyOf(ranges);
    }

    /** Returns the excerpt with {@code before} and {@code after} around each range. */
    public String marked(String before, String after) {
        StringBuilder marked = new StringBuilder();
        int at = 0;
        for (Range range : ranges) {
            marked.append(text, at, range.start()).append(before);
            marked.append(text, range.start(), range.end()).append(after);
            at = range.end();
        }
        return marked.append(text, at, text.length()).toString();
    }
}

package io.sepia.internal.backend.sql;

import org.jspecify.annotations.Nullable;

/** Ranges of text in the order of characters. */
public final class TextRanges {
    private TextRanges() {}

    /** True for texts that begin with {@code prefix}; {@code expression} must be a text or null. */
    public static Sql startsWith(String expression, String parameter, String prefix) {
        String end = behind(prefix);
        Sql from = Sql.of(expression + " >= " + parameter, prefix);
        return end == null ? from : Sql.and(from, Sql.of(expression + " < " + parameter, end));
    }

    /** The least text that is greater than all that begin with {@code prefix}; null if there is none. */
    public static @Nullable String behind(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                // Surrogates are no characters.
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return prefix.substring(0, end) + Character.toString(next);
            }
        }
        return null;
    }
}

package io.sepia.internal.backend.sql.condition;

import org.jspecify.annotations.Nullable;

/** Ranges of texts in the order of code points. */
public final class TextRanges {
    private TextRanges() {}

    /**
     * Returns an expression that is true for texts that begin with {@code prefix}; {@code expression} must be a text or
     * null.
     */
    public static Sql startsWith(String expression, String parameter, String prefix) {
        String end = behind(prefix);
        Sql from = Sql.of(expression + " >= " + parameter, prefix);
        return end == null ? from : Sql.and(from, Sql.of(expression + " < " + parameter, end));
    }

    /**
     * Returns the least text that is greater than all texts that begin with {@code prefix}, or null if there is none.
     */
    public static @Nullable String behind(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                // Skips surrogates, which are not characters.
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return prefix.substring(0, end) + Character.toString(next);
            }
        }
        return null;
    }
}

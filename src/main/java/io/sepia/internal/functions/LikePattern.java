package io.sepia.internal.functions;

import java.util.Locale;

/**
 * A pattern of SQL's {@code like}, for SQLite's {@code glob}, which is case-sensitive and, with a literal or together
 * with the range of the prefix, uses an index.
 *
 * @param glob the pattern of {@code glob} that matches the same texts
 * @param prefix the text with which all matches begin
 */
public record LikePattern(String glob, String prefix) {
    static LikePattern of(Object[] arguments) {
        return parse(arguments[0].toString(), arguments[1].toString());
    }

    /**
     * Parses a pattern.
     *
     * @param escape the escape character, or an empty text
     * @throws IllegalArgumentException if the escape is longer, or is the last character of the pattern
     */
    public static LikePattern parse(String pattern, String escape) {
        if (escape.codePointCount(0, escape.length()) > 1) {
            throw new IllegalArgumentException("The escape of 'like' must be one character");
        }
        StringBuilder glob = new StringBuilder();
        StringBuilder prefix = new StringBuilder();
        boolean inPrefix = true;
        int at = 0;
        while (at < pattern.length()) {
            boolean escaped = !escape.isEmpty() && pattern.startsWith(escape, at);
            if (escaped) {
                at += escape.length();
                if (at == pattern.length()) {
                    throw new IllegalArgumentException("The pattern of 'like' ends with its escape character");
                }
            }
            int c = pattern.codePointAt(at);
            at += Character.charCount(c);
            if (!escaped && (c == '%' || c == '_')) {
                glob.append(c == '%' ? '*' : '?');
                inPrefix = false;
                continue;
            }
            if (c == '*' || c == '?' || c == '[') {
                glob.append('[').appendCodePoint(c).append(']');
            } else {
                glob.appendCodePoint(c);
            }
            if (inPrefix) {
                prefix.appendCodePoint(c);
            }
        }
        return new LikePattern(glob.toString(), prefix.toString());
    }

    /** Returns the pattern for texts in lower case. The escape is a character as it is. */
    static String lowerGlob(Object[] arguments) {
        return of(arguments).glob.toLowerCase(Locale.ROOT);
    }

    /** Returns a value above all texts with the prefix: a text, or an empty BLOB, which is above all texts. */
    Object prefixEnd() {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return prefix.substring(0, end) + Character.toString(next);
            }
        }
        return new byte[0];
    }
}

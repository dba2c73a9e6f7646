package io.sepia.internal.json;

import io.sepia.error.InvalidQueryException;

/** Checks that text has a UTF-8 form, as databases require. */
public final class WellFormed {
    private WellFormed() {}

    /** Refuses lone surrogates; returns {@code text}. */
    public static String check(String text, String what) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new InvalidQueryException(what + " contains half of a character (a lone surrogate) at index " + i
                        + ", which has no UTF-8 form. Remove it or add its other half.");
            }
        }
        return text;
    }

    /** Returns {@code text} with a space in the place of each lone surrogate. */
    public static String withoutHalves(String text) {
        StringBuilder whole = new StringBuilder(text.length());
        text.codePoints()
                .map(each -> Character.getType(each) == Character.SURROGATE ? ' ' : each)
                .forEach(whole::appendCodePoint);
        return whole.toString();
    }
}

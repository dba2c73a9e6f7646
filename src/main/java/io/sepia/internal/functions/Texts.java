package io.sepia.internal.functions;

import java.util.regex.Pattern;

/** Functions of text. */
final class Texts {
    private Texts() {}

    /** Returns whether a part of {@code text} matches {@code regex}. */
    static boolean find(String text, String regex, String flags) {
        int bits = 0;
        for (char each : flags.toCharArray()) {
            bits |= switch (each) {
                case 'i' -> Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
                case 'm' -> Pattern.MULTILINE;
                case 'n' -> Pattern.DOTALL;
                case 'c' -> 0;
                default ->
                    throw new IllegalArgumentException(
                            "regexp_like does not know the flag '" + each + "'; use c, i, m or n");
            };
        }
        return Pattern.compile(regex, bits).matcher(text).find();
    }
}

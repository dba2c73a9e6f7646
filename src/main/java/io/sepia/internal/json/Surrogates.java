package io.sepia.internal.json;

/** Handles lone surrogates, which are valid in Java strings and in JSON but have no UTF-8 form. */
public final class Surrogates {
    private Surrogates() {}

    /** Returns {@code json} with each lone surrogate written as a JSON escape, or the same text if there is none. */
    public static String escapeLone(String json) {
        for (int i = 0; i < json.length(); i++) {
            if (Character.isSurrogate(json.charAt(i))) {
                return escapeFrom(json, i);
            }
        }
        return json;
    }

    private static String escapeFrom(String json, int start) {
        StringBuilder safe = new StringBuilder(json.length() + 16).append(json, 0, start);
        for (int i = start; i < json.length(); i++) {
            char c = json.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < json.length() && Character.isLowSurrogate(json.charAt(i + 1))) {
                safe.append(c).append(json.charAt(++i));
            } else if (Character.isSurrogate(c)) {
                safe.append(String.format("\\u%04x", (int) c));
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }
}

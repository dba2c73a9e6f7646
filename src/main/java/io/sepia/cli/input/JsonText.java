package io.sepia.cli.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Writes and formats JSON text without changing numbers or the characters of strings, as Jackson's generator would. See
 * decision 0082.
 */
public final class JsonText {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonText() {}

    /** Returns {@code text} as a JSON string. */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 16).append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, quoted);
        return quoted.append('"').toString();
    }

    /** Returns a map as a JSON object. */
    public static String ofMap(Map<String, ?> map) {
        try {
            return MAPPER.writeValueAsString(map);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns {@code json} unchanged if it is one line, else without white space between its tokens. */
    public static String singleLine(String json) {
        return json.indexOf('\n') < 0 && json.indexOf('\r') < 0 ? json : new Layout(json, false).text();
    }

    /** Returns {@code json} on several indented lines. */
    public static String pretty(String json) {
        return new Layout(json, true).text();
    }

    /** Returns {@code text} without JSON's white space around it. */
    public static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** Returns whether {@code c} is white space in JSON. */
    static boolean isSpace(int c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    /** One pass over a JSON text. */
    private static final class Layout {
        private final String json;
        private final boolean indented;
        private final StringBuilder text = new StringBuilder();
        private int depth;

        Layout(String json, boolean indented) {
            this.json = json;
            this.indented = indented;
        }

        String text() {
            int at = 0;
            while (at < json.length()) {
                char c = json.charAt(at);
                if (c == '"') {
                    int end = endOfString(at);
                    text.append(json, at, end);
                    at = end;
                } else {
                    if (!isSpace(c)) {
                        add(c, at);
                    }
                    at++;
                }
            }
            return text.toString();
        }

        private void add(char c, int at) {
            switch (c) {
                case '{', '[' -> {
                    text.append(c);
                    depth++;
                    if (!closesAfter(at)) {
                        newLine();
                    }
                }
                case '}', ']' -> {
                    depth--;
                    char last = text.charAt(text.length() - 1);
                    if (last != '{' && last != '[') {
                        newLine();
                    }
                    text.append(c);
                }
                case ',' -> {
                    text.append(c);
                    newLine();
                }
                case ':' -> text.append(indented ? ": " : ":");
                default -> text.append(c);
            }
        }

        private boolean closesAfter(int open) {
            int next = open + 1;
            while (next < json.length() && isSpace(json.charAt(next))) {
                next++;
            }
            return next < json.length() && (json.charAt(next) == '}' || json.charAt(next) == ']');
        }

        private void newLine() {
            if (indented) {
                text.append('\n').append("  ".repeat(Math.max(0, depth)));
            }
        }

        private int endOfString(int start) {
            int at = start + 1;
            while (at < json.length() && json.charAt(at) != '"') {
                at += json.charAt(at) == '\\' ? 2 : 1;
            }
            return Math.min(at + 1, json.length());
        }
    }
}

package io.sepia.dialect;

import java.util.Map;

/** Translates patterns of HQL's {@code format} function to SQLite's {@code strftime}. */
final class DateFormat {
    private static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("y", "%Y"),
            Map.entry("yyyy", "%Y"),
            Map.entry("u", "%Y"),
            Map.entry("uuuu", "%Y"),
            Map.entry("YYYY", "%G"),
            Map.entry("MM", "%m"),
            Map.entry("ww", "%V"),
            Map.entry("dd", "%d"),
            Map.entry("DDD", "%j"),
            Map.entry("HH", "%H"),
            Map.entry("hh", "%I"),
            Map.entry("a", "%p"),
            Map.entry("mm", "%M"),
            Map.entry("ss", "%S"),
            Map.entry("ss.SSS", "%f"));

    private DateFormat() {}

    /**
     * Translates {@code pattern}.
     *
     * @return the format for {@code strftime}, with quotes doubled
     * @throws IllegalArgumentException if SQLite lacks a field of the pattern
     */
    static String toStrftime(String pattern) {
        StringBuilder format = new StringBuilder();
        int at = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            if (c == '\'') {
                int end = pattern.indexOf('\'', at + 1);
                if (end < 0) {
                    throw new IllegalArgumentException("The date format " + pattern + " has an unclosed quote");
                }
                literal(format, end == at + 1 ? "'" : pattern.substring(at + 1, end));
                at = end + 1;
            } else if (Character.isLetter(c)) {
                String field = field(pattern, at);
                String found = FIELDS.get(field);
                if (found == null) {
                    throw new IllegalArgumentException(
                            "SQLite cannot format '" + field + "' of " + pattern + ". Supported are "
                                    + FIELDS.keySet().stream().sorted().toList());
                }
                format.append(found);
                at += field.length();
            } else {
                literal(format, String.valueOf(c));
                at++;
            }
        }
        return format.toString();
    }

    private static String field(String pattern, int from) {
        if (pattern.startsWith("ss.SSS", from)) {
            return pattern.substring(from, endOfRun(pattern, from + 3));
        }
        return pattern.substring(from, endOfRun(pattern, from));
    }

    private static int endOfRun(String pattern, int from) {
        int end = from;
        while (end < pattern.length() && pattern.charAt(end) == pattern.charAt(from)) {
            end++;
        }
        return end;
    }

    private static void literal(StringBuilder format, String text) {
        format.append(text.replace("%", "%%").replace("'", "''"));
    }
}

package io.sepia.internal.backend.sqlite;

import io.sepia.internal.json.FieldPath;

/**
 * JSON paths in SQLite's syntax. Paths are always literals, because an index on an expression is used only for the same
 * expression. Names are quoted and escaped as in JSON and then for SQL, so that no name can be read as anything else.
 */
final class SqlitePath {
    private SqlitePath() {}

    /** Returns the literal, such as {@code '$."a"."b"[0]'}. */
    static String literal(FieldPath path) {
        StringBuilder json = new StringBuilder("$");
        for (FieldPath.Step step : path.steps()) {
            if (step instanceof FieldPath.Index index) {
                json.append('[').append(index.number()).append(']');
            } else {
                append(((FieldPath.Name) step).text(), json.append(".\""));
                json.append('"');
            }
        }
        return "'" + json.toString().replace("'", "''") + "'";
    }

    /** Must not change: indexes in existing files contain names in exactly this form. */
    private static void append(String name, StringBuilder json) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
    }
}

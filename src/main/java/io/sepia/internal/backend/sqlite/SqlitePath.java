package io.sepia.internal.backend.sqlite;

import io.sepia.internal.json.FieldPath;

/**
 * Paths into JSON as SQLite reads them, always as literals: an index on an expression is used only by the same
 * expression. Names are quoted and escaped as in JSON, then once more for SQL, so that no name is read as anything
 * else.
 */
final class SqlitePath {
    private SqlitePath() {}

    /** The literal: {@code '$."a"."b"[0]'}. */
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

    /** Indexes that stand in files have their names in this form, character by character. */
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

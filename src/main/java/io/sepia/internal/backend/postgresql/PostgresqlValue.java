package io.sepia.internal.backend.postgresql;

import io.sepia.internal.backend.sql.condition.Sql;
import io.sepia.internal.backend.sql.condition.WholeCharacters;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.JsonWriter;
import io.sepia.internal.json.Value;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A value in the column {@code content_json} as a SQL expression. See decision 0291.
 *
 * @param json an expression of type {@code jsonb}; null if there is no such value
 * @param key the expression of an index; null for long texts, and for the whole document
 */
record PostgresqlValue(String json, @Nullable String key) {
    static final String COLUMN = "content_json";

    /** The longest text that is compared by its key, which is null from 300 bytes on. */
    private static final int LONGEST_KEY = 200;

    /** The longest exponent with its letter, such as {@code e-999}. PostgreSQL has no numbers with much larger ones. */
    private static final int LONGEST_EXPONENT = 5;

    /** Returns the value at a path, or null if the name of a member cannot be in the column. */
    static @Nullable PostgresqlValue at(FieldPath path) {
        String json = COLUMN;
        for (FieldPath.Step step : path.steps()) {
            if (step instanceof FieldPath.Index index) {
                // Not "-> 0", which finds a number or text as if it were the only element of an array.
                json = "jsonb_path_query_first(" + json + ", 'strict $[" + index.number() + "]', '{}', true)";
            } else if (step instanceof FieldPath.Name name) {
                if (!fits(name.text())) {
                    return null;
                }
                json = "(" + json + " -> '" + name.text().replace("'", "''") + "')";
            }
        }
        return new PostgresqlValue(json, path.steps().isEmpty() ? null : "sepia_key(" + json + ")");
    }

    /** Returns whether a text can be in the column. */
    static boolean fits(String text) {
        return text.indexOf('\0') < 0 && WholeCharacters.in(text);
    }

    /**
     * Returns the JSON text of a scalar or reference to compare with, or null if PostgreSQL cannot compare with it as
     * the store does.
     */
    static @Nullable String literal(Value value) {
        if (value instanceof Value.Number number) {
            String text = number.value().toString();
            int exponent = text.indexOf('e');
            return text.length() > LONGEST_KEY || exponent > 0 && text.length() - exponent > LONGEST_EXPONENT
                    ? null
                    : text;
        }
        if (value instanceof Value.Text text) {
            return JsonWriter.write(text);
        }
        return value instanceof Value.Bool bool ? String.valueOf(bool.value()) : null;
    }

    /** Returns the condition that the value is equal to a JSON text. */
    Sql equalTo(String literal) {
        boolean isShort = literal.getBytes(StandardCharsets.UTF_8).length <= LONGEST_KEY;
        return Sql.of((key != null && isShort ? key : json) + " = CAST(? AS jsonb)", literal);
    }

    /** Returns the condition that the value is of a type. */
    Sql is(String type) {
        return Sql.of("jsonb_typeof(" + json + ") = '" + type + "'");
    }

    /** Returns the expression for a text without its quotation marks, which sorts by code points. */
    String text() {
        return "((" + json + " #>> '{}') COLLATE \"C\")";
    }
}

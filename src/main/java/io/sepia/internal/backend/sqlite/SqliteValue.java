package io.sepia.internal.backend.sqlite;

import io.sepia.internal.condition.Operand;
import io.sepia.internal.json.FieldPath;
import org.jspecify.annotations.Nullable;

/**
 * SQL expressions for a JSON value.
 *
 * @param value the value as SQLite converts it: an integer (also for true and false), a real, a text (also for arrays
 *     and objects), or null (also for JSON null)
 * @param type its JSON type, or null if it is missing
 * @param json its JSON text, in which numbers are exact; null if there is no such expression
 */
public record SqliteValue(
        String value, String type, @Nullable String json) {
    /**
     * The start of paths.
     *
     * @param document an expression for JSON text, or null
     * @param self the value itself if it need not be extracted
     * @param alias the alias of the row of {@code json_each} that this is, or empty
     */
    record Root(String document, @Nullable SqliteValue self, String alias) {
        static final Root CONTENT = new Root("content", null, "e");
        static final Root METADATA = new Root("metadata", null, "m");

        /** Returns an element that {@code json_each} returns under {@code alias}. */
        static Root element(String alias) {
            String document = "CASE WHEN " + alias + ".type IN ('object', 'array') THEN " + alias + ".value END";
            return new Root(document, new SqliteValue(alias + ".value", alias + ".type", null), alias + "e");
        }

        SqliteValue at(FieldPath path) {
            if (self != null && path.steps().isEmpty()) {
                return self;
            }
            String literal = SqlitePath.literal(path);
            return new SqliteValue(
                    "json_extract(" + document + ", " + literal + ")",
                    "json_type(" + document + ", " + literal + ")",
                    "(" + document + ") -> " + literal);
        }

        /** Returns the elements of the array at {@code path} as a table with this alias. */
        String elements(FieldPath path, String as) {
            return "json_each(" + document + ", " + SqlitePath.literal(path) + ") AS " + as;
        }
    }

    /** Returns the value at {@code field} of {@code document}, an expression for JSON text. */
    public static SqliteValue at(FieldPath field, String document) {
        return new Root(document, null, "").at(field);
    }

    /** Returns the value of a content operand, relative to {@code here}, or of a metadata operand. */
    static SqliteValue of(Operand operand, Root here) {
        return root(operand, here).at(path(operand));
    }

    static Root root(Operand operand, Root here) {
        return operand instanceof Operand.Content ? here : Root.METADATA;
    }

    static FieldPath path(Operand operand) {
        return operand instanceof Operand.Content content ? content.path() : ((Operand.Metadata) operand).path();
    }

    static String size(Operand operand, Root here) {
        Root root = root(operand, here);
        return "CASE WHEN " + root.at(path(operand)).type() + " = 'array' THEN json_array_length(" + root.document()
                + ", " + SqlitePath.literal(path(operand)) + ") END";
    }
}

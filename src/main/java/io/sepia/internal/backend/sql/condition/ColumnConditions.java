package io.sepia.internal.backend.sql.condition;

import io.sepia.internal.condition.Operand.Property;
import io.sepia.internal.condition.Term;
import io.sepia.internal.condition.Term.Comparison;
import io.sepia.internal.condition.Term.Kind;
import io.sepia.internal.json.Decimal;
import io.sepia.internal.json.Value;
import java.util.List;
import java.util.function.Predicate;

/** Translates conditions on the columns of every row (id, version, times), in the same way for every database. */
public final class ColumnConditions {
    private ColumnConditions() {}

    public static String column(Property property) {
        return switch (property) {
            case ID -> "object_id";
            case VERSION -> "version";
            case CREATED -> "created_at";
            case UPDATED -> "updated_at";
        };
    }

    /**
     * Returns whether the database takes the texts of a condition on a column as parameters.
     *
     * @param isTaken whether it takes a text
     */
    public static boolean fits(Term condition, Predicate<String> isTaken) {
        if (condition instanceof Term.Compare compare) {
            return fits(compare.value(), isTaken);
        }
        if (condition instanceof Term.In in) {
            return in.values().stream().allMatch(each -> fits(each, isTaken));
        }
        return !(condition instanceof Term.StartsWith starts) || isTaken.test(starts.prefix());
    }

    private static boolean fits(Value value, Predicate<String> isTaken) {
        return !(value instanceof Value.Text text) || isTaken.test(text.value());
    }

    /**
     * Translates a condition on a column.
     *
     * @param idOrder the expression that sorts ids by their UTF-8 bytes
     * @param idParameter the expression that is compared with {@code idOrder}
     */
    public static SqlCondition of(Property property, Term condition, String idOrder, String idParameter) {
        boolean id = property == Property.ID;
        if (condition instanceof Term.Compare compare) {
            return id
                    ? compareId(compare.comparison(), compare.value(), idOrder, idParameter)
                    : compareNumber(column(property), compare.comparison(), compare.value());
        }
        if (condition instanceof Term.In in) {
            List<SqlCondition> parts = in.values().stream()
                    .map(each -> id
                            ? compareId(Comparison.EQUAL, each, idOrder, idParameter)
                            : compareNumber(column(property), Comparison.EQUAL, each))
                    .toList();
            return SqlCondition.any(parts);
        }
        if (condition instanceof Term.Exists) {
            return SqlCondition.exact(Sql.TRUE);
        }
        if (condition instanceof Term.Is is) {
            return SqlCondition.exact(is.kind() == (id ? Kind.TEXT : Kind.NUMBER) ? Sql.TRUE : Sql.FALSE);
        }
        if (id && condition instanceof Term.StartsWith starts) {
            return SqlCondition.exact(TextRanges.startsWith(idOrder, idParameter, starts.prefix()));
        }
        boolean inJava = condition instanceof Term.Contains || condition instanceof Term.IgnoringCase;
        return id && inJava ? SqlCondition.UNKNOWN : SqlCondition.NEVER;
    }

    private static SqlCondition compareId(Comparison comparison, Value value, String order, String parameter) {
        if (!(value instanceof Value.Text text)) {
            return SqlCondition.NEVER;
        }
        return SqlCondition.exact(
                comparison == Comparison.EQUAL
                        ? Sql.of("object_id = ?", text.value())
                        : Sql.of(order + " " + comparison.sign() + " " + parameter, text.value()));
    }

    /** Compares an expression that is an integer or null. */
    public static SqlCondition compareNumber(String integer, Comparison comparison, Value value) {
        if (!(value instanceof Value.Number number)) {
            return SqlCondition.NEVER;
        }
        Decimal decimal = number.value();
        Long exact = decimal.toLong();
        if (exact != null) {
            return SqlCondition.exact(Sql.of(integer + " " + comparison.sign() + " ?", exact));
        }
        Long floor = decimal.floor();
        boolean below = comparison == Comparison.LESS || comparison == Comparison.LESS_OR_EQUAL;
        if (comparison == Comparison.EQUAL) {
            return SqlCondition.NEVER;
        }
        if (floor == null) {
            return SqlCondition.exact(below == decimal.signum() > 0 ? Sql.of(integer + " IS NOT NULL") : Sql.FALSE);
        }
        return SqlCondition.exact(Sql.of(integer + (below ? " <= ?" : " > ?"), floor));
    }
}

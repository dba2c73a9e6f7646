package io.sepia.internal.backend.sql.condition;

import io.sepia.internal.condition.Operand;
import io.sepia.internal.condition.Scale;
import io.sepia.internal.condition.Term;
import io.sepia.internal.json.FieldPath;
import org.jspecify.annotations.Nullable;

/** The SQL of a database for queries by the content of documents. Stateless. See decision 0030. */
public interface QueryDialect {
    /** Returns the condition that selects the rows of a class, in a form that can use its indexes. */
    Sql ofClass(String className);

    /** Translates a condition to SQL on a row of {@code objects}. */
    SqlCondition condition(Term condition);

    /** Returns the key by which rows are sorted, or null if the database cannot sort by the operand. */
    @Nullable
    SortKey sortKey(Operand operand);

    /**
     * Returns the condition on rows whose number at {@code key} lies between two doubles and may differ from the double
     * to which the database converts it. Called only if {@link SortKey#exact} is not null.
     */
    default Sql nearbyNumbers(SortKey key, double low, double high) {
        throw new IllegalStateException(getClass().getSimpleName() + " compares numbers exactly");
    }

    /** Returns the operand of a condition other than and, or, not, any and all. */
    static Operand operand(Term condition) {
        if (condition instanceof Term.Compare compare) {
            return compare.operand();
        }
        if (condition instanceof Term.In in) {
            return in.operand();
        }
        if (condition instanceof Term.Exists exists) {
            return exists.operand();
        }
        if (condition instanceof Term.Is is) {
            return is.operand();
        }
        if (condition instanceof Term.Words) {
            return new Operand.Content(FieldPath.SELF);
        }
        if (condition instanceof Term.IgnoringCase ignoring) {
            return ignoring.operand();
        }
        return condition instanceof Term.StartsWith starts ? starts.operand() : ((Term.Contains) condition).operand();
    }

    /**
     * A key by which rows are sorted.
     *
     * @param expression an expression of type integer, real, text or null, whose natural order is that of the values
     * @param exact an expression for the exact text of a number where {@code expression} is real; null if it is never
     *     real
     * @param scale the scale of the values if the order of texts is only close to that of the values; it has a
     *     {@link Scale#textOrder}
     */
    record SortKey(
            String expression,
            @Nullable String exact,
            @Nullable Scale scale) {
        public SortKey(String expression, @Nullable String exact) {
            this(expression, exact, null);
        }
    }
}

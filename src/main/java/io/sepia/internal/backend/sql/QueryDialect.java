package io.sepia.internal.backend.sql;

import io.sepia.query.Condition;
import io.sepia.query.Condition.Operand;
import org.jspecify.annotations.Nullable;

/** How a database is asked for documents by what they hold. Stateless. */
public interface QueryDialect {
    /** What selects the rows of a class in queries, and lets its indexes serve. */
    Sql ofClass(String className);

    /** The condition on a row of {@code objects}. */
    SqlCondition condition(Condition condition);

    /** What rows are sorted by, or null if this database cannot sort by it. */
    @Nullable
    SortKey sortKey(Operand operand);

    /**
     * The rows whose number at {@code key} lies between two doubles and may be another number than the double as which
     * the database sees it. Asked only where {@link SortKey#exact} is not null.
     */
    default Sql nearbyNumbers(SortKey key, double low, double high) {
        throw new IllegalStateException(getClass().getSimpleName() + " compares numbers exactly");
    }

    /** The operand of a condition that is no and, or, not, any, all. */
    static Operand operand(Condition condition) {
        if (condition instanceof Condition.Compare compare) {
            return compare.operand();
        }
        if (condition instanceof Condition.In in) {
            return in.operand();
        }
        if (condition instanceof Condition.Exists exists) {
            return exists.operand();
        }
        if (condition instanceof Condition.Is is) {
            return is.operand();
        }
        return condition instanceof Condition.StartsWith starts
                ? starts.operand()
                : ((Condition.Contains) condition).operand();
    }

    /**
     * What rows are sorted by.
     *
     * @param expression of type integer, real, text or null, whose natural order is that of the values
     * @param exact an expression for the exact text of a number where {@code expression} is real; null if it never is
     */
    record SortKey(String expression, @Nullable String exact) {}
}

package io.sepia.query;

import io.sepia.error.InvalidQueryException;
import java.util.List;

/** The size limits of conditions, which protect databases and the call stack. */
final class ConditionSize {
    private ConditionSize() {}

    /** Throws if a condition with these parts would be too large or too deep. */
    static void check(List<Condition> parts) {
        int terms = 0;
        int depth = 1;
        for (Condition part : parts) {
            terms += terms(part);
            depth = Math.max(depth, 1 + depth(part));
        }
        if (terms > Condition.MAX_TERMS) {
            throw new InvalidQueryException("A condition has more than " + Condition.MAX_TERMS
                    + " comparisons. Use in(...) for many values of one field, or split it into several queries.");
        }
        if (depth > Condition.MAX_DEPTH) {
            throw new InvalidQueryException(
                    "A condition is nested more than " + Condition.MAX_DEPTH + " levels deep. Reduce the nesting.");
        }
    }

    private static int terms(Condition condition) {
        return parts(condition).isEmpty()
                ? 1
                : parts(condition).stream().mapToInt(ConditionSize::terms).sum();
    }

    private static int depth(Condition condition) {
        return 1
                + parts(condition).stream().mapToInt(ConditionSize::depth).max().orElse(0);
    }

    /** Returns the direct parts of {@code condition}. */
    static List<Condition> parts(Condition condition) {
        if (condition instanceof Condition.And and) {
            return and.parts();
        }
        if (condition instanceof Condition.Or or) {
            return or.parts();
        }
        if (condition instanceof Condition.Not not) {
            return List.of(not.part());
        }
        if (condition instanceof Condition.Any any) {
            return List.of(any.element());
        }
        return condition instanceof Condition.All all ? List.of(all.element()) : List.of();
    }
}

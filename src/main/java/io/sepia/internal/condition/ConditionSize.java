package io.sepia.internal.condition;

import io.sepia.error.InvalidQueryException;
import java.util.List;

/** The size limits of conditions, which protect databases and the call stack. */
final class ConditionSize {
    private ConditionSize() {}

    /** Throws if a condition with these parts would be too large or too deep. */
    static void check(List<Term> parts) {
        int terms = 0;
        int depth = 1;
        for (Term part : parts) {
            terms += terms(part);
            depth = Math.max(depth, 1 + depth(part));
        }
        if (terms > Term.MAX_TERMS) {
            throw new InvalidQueryException("A condition has more than " + Term.MAX_TERMS
                    + " comparisons. Use in(...) for many values of one field, or split it into several queries.");
        }
        if (depth > Term.MAX_DEPTH) {
            throw new InvalidQueryException(
                    "A condition is nested more than " + Term.MAX_DEPTH + " levels deep. Reduce the nesting.");
        }
    }

    private static int terms(Term condition) {
        return parts(condition).isEmpty()
                ? 1
                : parts(condition).stream().mapToInt(ConditionSize::terms).sum();
    }

    private static int depth(Term condition) {
        return 1
                + parts(condition).stream().mapToInt(ConditionSize::depth).max().orElse(0);
    }

    /** Returns the direct parts of {@code condition}. */
    static List<Term> parts(Term condition) {
        if (condition instanceof Term.And and) {
            return and.parts();
        }
        if (condition instanceof Term.Or or) {
            return or.parts();
        }
        if (condition instanceof Term.Not not) {
            return List.of(not.part());
        }
        if (condition instanceof Term.Any any) {
            return List.of(any.element());
        }
        return condition instanceof Term.All all ? List.of(all.element()) : List.of();
    }
}

package io.sepia.query;

import io.sepia.query.Condition.Operand;

/**
 * One criterion of the order of results. Numbers come before texts; false counts as 0 and true as 1; arrays and objects
 * count as texts, their JSON without white space. What is null or not there has no value and comes first or last as
 * {@code absent} says. Documents that all criteria leave equal come in the order of their ids.
 *
 * @param operand what they are sorted by
 * @param direction of the values
 * @param absent where documents without a value stand
 */
public record Order(Operand operand, Direction direction, Absent absent) {
    /** The direction of values. */
    public enum Direction {
        /** From the least. */
        ASCENDING,
        /** From the greatest. */
        DESCENDING
    }

    /** The place of documents without a value. */
    public enum Absent {
        /** Before all others. */
        FIRST,
        /** Behind all others. */
        LAST
    }

    /** The same, with documents without a value before all others: the default when ascending. */
    public Order absentFirst() {
        return new Order(operand, direction, Absent.FIRST);
    }

    /** The same, with documents without a value behind all others: the default when descending. */
    public Order absentLast() {
        return new Order(operand, direction, Absent.LAST);
    }

    /** Whether values ascend. */
    public boolean isAscending() {
        return direction == Direction.ASCENDING;
    }

    /**
     * Reads criteria from text: {@code category, status.deprecated desc, title asc absent last}.
     *
     * @throws io.sepia.error.InvalidQueryException if {@code text} is none; says where and what was expected
     */
    public static java.util.List<Order> parse(String text) {
        return ConditionParser.orders(text);
    }

    /** The criterion in text form. */
    @Override
    public String toString() {
        boolean usual = (absent == Absent.FIRST) == isAscending();
        return ConditionText.of(operand)
                + (isAscending() ? "" : " desc")
                + (usual ? "" : absent == Absent.FIRST ? " absent first" : " absent last");
    }
}

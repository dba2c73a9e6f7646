package io.sepia.query;

import io.sepia.query.Condition.Operand;

/**
 * One criterion of the order of results. Numbers come before texts. False sorts as 0 and true as 1; arrays and objects
 * sort as texts, by their JSON without white space. A null or missing value comes first or last, as {@code absent}
 * says. Documents that are equal in all criteria are in the order of their ids. See decision 0033.
 *
 * @param operand the value to sort by
 * @param direction the direction of the values
 * @param absent the place of documents without a value
 */
public record Order(Operand operand, Direction direction, Absent absent) {
    /** The direction of values. */
    public enum Direction {
        /** The least value comes first. */
        ASCENDING,
        /** The greatest value comes first. */
        DESCENDING
    }

    /** The place of documents without a value. */
    public enum Absent {
        /** Before all others. */
        FIRST,
        /** After all others. */
        LAST
    }

    /** Returns this order with documents without a value first: the default when ascending. */
    public Order absentFirst() {
        return new Order(operand, direction, Absent.FIRST);
    }

    /** Returns this order with documents without a value last: the default when descending. */
    public Order absentLast() {
        return new Order(operand, direction, Absent.LAST);
    }

    /** Returns whether values ascend. */
    public boolean isAscending() {
        return direction == Direction.ASCENDING;
    }

    /**
     * Parses criteria from text: {@code category, status.deprecated desc, title asc absent last}.
     *
     * @throws io.sepia.error.InvalidQueryException if {@code text} is not an order; says where and what was expected
     */
    public static java.util.List<Order> parse(String text) {
        return ConditionParser.orders(text);
    }

    /** Returns the criterion in text form. */
    @Override
    public String toString() {
        boolean usual = (absent == Absent.FIRST) == isAscending();
        return ConditionText.of(operand)
                + (isAscending() ? "" : " desc")
                + (usual ? "" : absent == Absent.FIRST ? " absent first" : " absent last");
    }
}

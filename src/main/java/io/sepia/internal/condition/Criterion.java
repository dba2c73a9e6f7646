package io.sepia.internal.condition;

import java.util.List;

/**
 * One criterion of the order of results. {@code io.sepia.Order} describes the meaning. See decision 0033.
 *
 * @param operand the value to sort by
 * @param direction the direction of the values
 * @param absent the place of documents without a value
 */
public record Criterion(Operand operand, Direction direction, Absent absent) {
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

    /** Returns the ascending order by {@code operand}, absent values first. */
    public static Criterion ascending(Operand operand) {
        return new Criterion(operand, Direction.ASCENDING, Absent.FIRST);
    }

    /** Returns the descending order by {@code operand}, absent values last. */
    public static Criterion descending(Operand operand) {
        return new Criterion(operand, Direction.DESCENDING, Absent.LAST);
    }

    /** Returns this criterion with another place of documents without a value. */
    public Criterion with(Absent newAbsent) {
        return new Criterion(operand, direction, newAbsent);
    }

    /** Returns whether values ascend. */
    public boolean isAscending() {
        return direction == Direction.ASCENDING;
    }

    /**
     * Parses criteria from text, separated by commas.
     *
     * @throws io.sepia.error.InvalidQueryException if {@code text} is not an order; says where and what was expected
     */
    public static List<Criterion> parse(String text) {
        return ConditionParser.orders(text);
    }

    /** Returns the criterion in text form. */
    @Override
    public String toString() {
        boolean usual = (absent == Absent.FIRST) == isAscending();
        return operand.text()
                + (isAscending() ? "" : " desc")
                + (usual ? "" : absent == Absent.FIRST ? " absent first" : " absent last");
    }
}

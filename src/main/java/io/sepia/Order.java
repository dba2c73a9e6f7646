package io.sepia;

import io.sepia.internal.condition.Criterion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One criterion of the order of results. Immutable. Created by {@link Field#ascending} and {@link Field#descending}, or
 * parsed from text by {@link #parse}.
 *
 * <p>Numbers come before texts. False sorts as 0 and true as 1; arrays and objects sort as texts, by their JSON without
 * white space. Documents with a null or missing value come first or last. Documents that are equal in all criteria are
 * in the order of their ids. See decision 0033.
 */
public final class Order {
    private final Criterion criterion;

    Order(Criterion criterion) {
        this.criterion = criterion;
    }

    Criterion criterion() {
        return criterion;
    }

    /**
     * Parses criteria from text: {@code category, status.deprecated desc, title asc absent last}.
     *
     * @throws io.sepia.error.InvalidQueryException if {@code text} is not an order; says where and what was expected
     */
    public static List<Order> parse(String text) {
        return Criterion.parse(text).stream().map(Order::new).toList();
    }

    /** Returns this order with documents without a value first: the default when ascending. */
    public Order absentFirst() {
        return new Order(criterion.with(Criterion.Absent.FIRST));
    }

    /** Returns this order with documents without a value last: the default when descending. */
    public Order absentLast() {
        return new Order(criterion.with(Criterion.Absent.LAST));
    }

    /** Returns whether values ascend. */
    public boolean isAscending() {
        return criterion.isAscending();
    }

    /** Returns whether documents without a value come first. */
    public boolean isAbsentFirst() {
        return criterion.absent() == Criterion.Absent.FIRST;
    }

    /** Returns whether {@code other} is the same criterion. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Order that && criterion.equals(that.criterion);
    }

    @Override
    public int hashCode() {
        return criterion.hashCode();
    }

    /** Returns the criterion in text form. */
    @Override
    public String toString() {
        return criterion.toString();
    }
}

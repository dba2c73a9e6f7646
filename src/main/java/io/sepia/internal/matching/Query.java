package io.sepia.internal.matching;

import io.sepia.error.InvalidQueryException;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Term;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A query on the documents of one class. Immutable.
 *
 * @param condition the condition that documents must meet
 * @param order the criteria of the order; equal documents are sorted by id
 * @param after the position after which results begin, or null for the first; its {@code keys} fit {@code order}
 * @param offset the number of results to skip from there
 * @param limit the maximum number of results
 */
public record Query(
        Term condition, List<Criterion> order, @Nullable Position after, long offset, long limit) {
    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;
    /** The maximum number of criteria of an order. */
    public static final int MAX_ORDER = 16;

    /** Selects all documents in the order of their ids. */
    public static final Query ALL = new Query(Term.ALWAYS, List.of(), null, 0, UNLIMITED);

    /**
     * Checks the numbers.
     *
     * @throws InvalidQueryException if the limit is below 1, the offset below 0, or there are too many criteria
     */
    public Query {
        order = List.copyOf(order);
        if (limit < 1) {
            throw new InvalidQueryException("A query has the limit " + limit + ". Give 1 or more, or none.");
        }
        if (offset < 0) {
            throw new InvalidQueryException("A query has the offset " + offset + ". Give 0 or more.");
        }
        if (order.size() > MAX_ORDER) {
            throw new InvalidQueryException(
                    "A query is sorted by " + order.size() + " fields; at most " + MAX_ORDER + " are allowed.");
        }
        if (after != null && after.keys().size() != order.size()) {
            throw new InvalidQueryException("A cursor has " + after.keys().size() + " values for an order of "
                    + order.size() + " fields. Use it with the query that it came from.");
        }
    }

    /** Returns this query with another condition. */
    public Query where(Term newCondition) {
        return new Query(newCondition, order, after, offset, limit);
    }

    /** Returns this query with another order. */
    public Query orderedBy(List<Criterion> newOrder) {
        return new Query(condition, newOrder, after, offset, limit);
    }

    /** Returns this query with another start, null for the first result. */
    public Query after(@Nullable Position position) {
        return new Query(condition, order, position, offset, limit);
    }

    /** Returns this query with another offset. */
    public Query offset(long newOffset) {
        return new Query(condition, order, after, newOffset, limit);
    }

    /** Returns this query with another limit. */
    public Query limit(long newLimit) {
        return new Query(condition, order, after, offset, newLimit);
    }

    /** Returns the number of matching documents after which a scan may stop. */
    public long reach() {
        return limit > UNLIMITED - offset ? UNLIMITED : limit + offset;
    }

    /** Returns the order in text form. */
    String orderText() {
        return order.stream().map(Criterion::toString).collect(Collectors.joining(", "));
    }

    /** Returns a readable text form of the query. */
    @Override
    public String toString() {
        return condition.text()
                + (order.isEmpty() ? "" : " order by " + orderText())
                + (offset == 0 ? "" : " offset " + offset)
                + (limit == UNLIMITED ? "" : " limit " + limit);
    }
}

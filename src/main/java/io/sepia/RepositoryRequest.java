package io.sepia;

import io.sepia.error.InvalidQueryException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one call of a repository's method asks for: a condition, and what its arguments say about order and extent. Not
 * thread-safe.
 *
 * @param <T> the stored class
 */
final class RepositoryRequest<T> {
    private final StorageOperations storage;
    private final Class<T> type;
    private final RepositoryProperties properties;
    private final List<Order> order = new ArrayList<>();
    private Condition condition;
    private long limit;
    private boolean empty;
    private long offset;
    private @Nullable Object page;

    /** @param limit the number of results, or 0 */
    RepositoryRequest(
            StorageOperations storage,
            Class<T> type,
            RepositoryProperties properties,
            Condition condition,
            List<Order> order,
            long limit) {
        this.storage = storage;
        this.type = type;
        this.properties = properties;
        this.condition = condition;
        this.order.addAll(order);
        this.limit = limit;
    }

    RepositoryProperties properties() {
        return properties;
    }

    List<Order> order() {
        return order;
    }

    /**
     * Adds a criterion by the name of a property.
     *
     * @throws InvalidQueryException if case is to be ignored, or there is no such property
     */
    void sort(String property, boolean ascending, boolean ignoringCase) {
        if (ignoringCase) {
            throw new InvalidQueryException("Results cannot be sorted by " + property
                    + " without regard to case. Keep a lower-case copy in a property, and sort by that.");
        }
        Field field = properties.find(property).field();
        order.add(ascending ? field.ascending() : field.descending());
    }

    /** Limits the results further. */
    void extent(long skipped, long most) {
        offset += skipped;
        empty |= most == 0;
        limit = limit == 0 ? most : Math.min(limit, most);
    }

    /** Keeps the argument that asks for a page. */
    void page(Object request) {
        page = request;
    }

    @Nullable
    Object page() {
        return page;
    }

    void narrow(Condition further) {
        condition = condition.and(further);
    }

    /** Returns all that meets the condition, without order and extent. */
    ObjectQuery<T> all() {
        return storage.query(type).where(empty ? Condition.not(Condition.ALWAYS) : condition);
    }

    /** Returns the query. */
    ObjectQuery<T> query() {
        return query(limit);
    }

    /** Returns the query with another limit; 0 for none. */
    ObjectQuery<T> query(long most) {
        ObjectQuery<T> query = all().offset(offset);
        if (!order.isEmpty()) {
            query = query.orderBy(order.toArray(Order[]::new));
        }
        return most == 0 ? query : query.limit(most);
    }

    long offset() {
        return offset;
    }
}

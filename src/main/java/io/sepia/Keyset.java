package io.sepia;

import io.sepia.error.InvalidQueryException;
import io.sepia.internal.codec.ObjectModel;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An order that ends with the id, in which each object has a position that its own values tell. Immutable.
 *
 * @param criteria the order without the id
 * @param properties the properties of the class
 */
record Keyset(List<Order> criteria, RepositoryProperties properties) {
    static Keyset of(List<Order> order, RepositoryProperties properties) {
        return new Keyset(List.copyOf(order), properties);
    }

    /** Returns the order, or the opposite one. */
    List<Order> order(boolean backwards) {
        List<Order> all = new ArrayList<>();
        for (Order each : criteria) {
            all.add(
                    each.isAscending() != backwards
                            ? field(each).ascending()
                            : field(each).descending());
        }
        all.add(backwards ? Field.id().descending() : Field.id().ascending());
        return all;
    }

    private static Field field(Order order) {
        return new Field(order.criterion().operand());
    }

    /** Returns the position of an object: the values of the criteria, and the id. */
    List<Object> key(Object object) {
        List<Object> key = new ArrayList<>();
        for (Order each : criteria) {
            Object value = value(object, each.criterion());
            if (value == null) {
                throw new InvalidQueryException("An object has no value of "
                        + each.criterion().operand().text()
                        + ", by which the results are sorted, so no cursor can tell its position. Sort by properties that"
                        + " all objects have, or use pages with numbers.");
            }
            key.add(value);
        }
        ObjectModel<?> model = properties.model();
        key.add(Objects.requireNonNull(model.keyOf(object)).id());
        return key;
    }

    private @Nullable Object value(Object object, Criterion criterion) {
        if (criterion.operand() instanceof Operand.Content content) {
            return properties.value(object, content.path().toString());
        }
        throw new InvalidQueryException("A cursor cannot tell a position by "
                + criterion.operand().text() + ", which the store keeps. Sort by properties of the class.");
    }

    /** Holds for what comes after the position {@code key}, or before it. */
    Condition beyond(List<?> key, boolean backwards) {
        if (key.size() != criteria.size() + 1) {
            throw new InvalidQueryException("The cursor has " + key.size() + " values for an order of "
                    + (criteria.size() + 1) + ". Use it with the method that returned it.");
        }
        Condition beyond = null;
        Condition equal = null;
        List<Order> order = order(backwards);
        for (int i = 0; i < order.size(); i++) {
            Field field = field(order.get(i));
            Condition past = order.get(i).isAscending() ? field.gt(key.get(i)) : field.lt(key.get(i));
            Condition here = equal == null ? past : equal.and(past);
            beyond = beyond == null ? here : beyond.or(here);
            equal = equal == null ? field.eq(key.get(i)) : equal.and(field.eq(key.get(i)));
        }
        return beyond == null ? Condition.ALWAYS : beyond;
    }
}

package io.sepia.internal.matching;

import io.sepia.document.ObjectKey;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.json.Value;
import java.util.Comparator;
import java.util.List;

/** The order of results: by the criteria of a query, then by id. Immutable and thread-safe. */
public final class PositionOrder implements Comparator<Position> {
    private final List<Criterion> order;

    /** Creates the order that {@code criteria} describe. */
    public PositionOrder(List<Criterion> criteria) {
        this.order = List.copyOf(criteria);
    }

    @Override
    public int compare(Position a, Position b) {
        for (int i = 0; i < order.size(); i++) {
            int compared = compare(order.get(i), a.keys().get(i), b.keys().get(i));
            if (compared != 0) {
                return compared;
            }
        }
        return ObjectKey.TEXT_ORDER.compare(a.id(), b.id());
    }

    private static int compare(Criterion order, Value a, Value b) {
        boolean absentA = a instanceof Value.Null;
        boolean absentB = b instanceof Value.Null;
        if (absentA || absentB) {
            return absentA == absentB ? 0 : absentA == (order.absent() == Criterion.Absent.FIRST) ? -1 : 1;
        }
        return order.isAscending() ? compare(a, b) : compare(b, a);
    }

    private static int compare(Value a, Value b) {
        if (a instanceof Value.Number x && b instanceof Value.Number y) {
            return x.value().compareTo(y.value());
        }
        if (a instanceof Value.Text x && b instanceof Value.Text y) {
            return ObjectKey.TEXT_ORDER.compare(x.value(), y.value());
        }
        return a instanceof Value.Number ? -1 : 1;
    }
}

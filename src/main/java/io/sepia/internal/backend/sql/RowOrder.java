package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.error.DamagedDocumentException;
import java.util.Comparator;

/**
 * Checks that the rows of a page are in ascending order, and after those of the page before. A damaged file may lead
 * back to rows that were read, so that a loop over pages would never end.
 */
public final class RowOrder<T> {
    private final String what;
    private final Comparator<? super T> order;
    private T last;

    /**
     * @param what what is read, for messages, such as {@code "the table objects"}
     * @param order the order of the query
     * @param after the position after which the page begins
     */
    public RowOrder(String what, Comparator<? super T> order, T after) {
        this.what = what;
        this.order = order;
        this.last = after;
    }

    /** Returns the order of a page that begins after the row {@code after}. */
    public static RowOrder<Long> ofNumbers(String what, long after) {
        return new RowOrder<>(what, Comparator.naturalOrder(), after);
    }

    /** Returns the order of a page that begins after the object {@code after}; an empty id is before all others. */
    static RowOrder<String> ofIds(String what, String after) {
        return new RowOrder<>(what, ObjectKey.TEXT_ORDER, after);
    }

    /**
     * Moves to the next row, and returns its position.
     *
     * @throws DamagedDocumentException if it does not come after the last one
     */
    public T next(T position) {
        if (order.compare(position, last) <= 0) {
            throw new DamagedDocumentException("The rows of " + what + " are not in their order, so rows are missing."
                    + " Salvage what can be read into a new store: ./sepia recover, or restore a backup.");
        }
        last = position;
        return position;
    }

    /** Returns the position of the last row, after which the next page begins. */
    public T last() {
        return last;
    }
}

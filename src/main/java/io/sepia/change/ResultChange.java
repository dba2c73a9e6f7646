package io.sepia.change;

import io.sepia.document.ObjectKey;
import io.sepia.error.StorageException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A change of one object in the result of a query. Immutable.
 *
 * @param <T> the type of the results
 */
public final class ResultChange<T> {
    /** The kind of a change in a result. */
    public enum Kind {
        /** The object is in the result now, and was not before. */
        ENTERED,
        /** The object is no longer in the result. */
        LEFT,
        /** The object was stored again, and is at its place among the others. */
        CHANGED,
        /** The object was stored again, and has moved past others that are in the result before and after. */
        MOVED
    }

    private final Kind kind;
    private final ObjectKey key;
    private final int from;
    private final int to;
    private final @Nullable T object;
    private final @Nullable StorageException unreadable;

    /** Creates a change. For the store. */
    public ResultChange(
            Kind kind, ObjectKey key, int from, int to, @Nullable T object, @Nullable StorageException unreadable) {
        this.kind = kind;
        this.key = key;
        this.from = from;
        this.to = to;
        this.object = object;
        this.unreadable = unreadable;
    }

    /** Returns what happened to the object. */
    public Kind kind() {
        return kind;
    }

    /** Returns the key of the object. */
    public ObjectKey key() {
        return key;
    }

    /** Returns its index in the result before all changes of the same call; -1 if it has entered. */
    public int from() {
        return from;
    }

    /** Returns its index in the result after all changes of the same call; -1 if it has left. */
    public int to() {
        return to;
    }

    /**
     * Returns the object, with everything that it refers to.
     *
     * @throws StorageException if it cannot be read: it is damaged, does not fit its class, or refers to such an object
     *     or to one that is not stored
     * @throws IllegalStateException if it has left the result
     */
    public T object() {
        if (unreadable != null) {
            throw unreadable;
        }
        if (object == null) {
            throw new IllegalStateException(key + " has left the result, so there is no object. Use its key.");
        }
        return object;
    }

    /**
     * Applies the changes of one call of a listener to a list. The list must have one element for each object of the
     * previous result, in its order, and then has one for each object of the new result.
     *
     * @param element returns the new element of an object that has entered, changed or moved, such as
     *     {@link #object()}. If it throws, the list is not changed
     */
    public static <T, R> void apply(
            List<ResultChange<T>> changes, List<R> list, Function<? super ResultChange<T>, ? extends R> element) {
        List<ResultChange<T>> present =
                changes.stream().filter(each -> each.to >= 0).toList();
        List<? extends R> elements = present.stream().map(element).toList();
        changes.stream()
                .filter(each -> each.from >= 0)
                .sorted((one, other) -> Integer.compare(other.from, one.from))
                .forEach(each -> list.remove(each.from));
        for (int i = 0; i < present.size(); i++) {
            list.add(present.get(i).to, elements.get(i));
        }
    }

    /** Returns kind, key and indexes only, to keep contents out of logs. */
    @Override
    public String toString() {
        return kind + " " + key + " from " + from + " to " + to;
    }
}

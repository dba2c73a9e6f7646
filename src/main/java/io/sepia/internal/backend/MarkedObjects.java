package io.sepia.internal.backend;

import io.sepia.document.ObjectKey;
import java.util.List;
import java.util.Set;

/**
 * Objects that are deleted together in several transactions, while the backend refuses saves of them. Not all backends
 * can do that; see decision 0062, and decision 0081 for the cost of a garbage collection without it.
 *
 * <p>Part of one transaction; methods throw the exceptions of the {@link BackendTransaction} that returned it.
 */
public interface MarkedObjects {
    /**
     * A marked object.
     *
     * @param number its position, above 0; {@link #some} continues after it
     * @param key the key of the object
     */
    record MarkedObject(long number, ObjectKey key) {}

    /**
     * Marks objects. This alone has no effect on other transactions.
     *
     * @param keys some of the objects
     * @param numbers hashes of the keys of as many of the objects, not necessarily the same ones; fastest if sorted
     *     over all calls
     */
    void mark(Set<ObjectKey> keys, long[] numbers);

    /**
     * Freezes the marked objects: from the commit of this transaction until {@link #unmark()}, every save of a marked
     * object, or of a reference to one, fails with a {@link io.sepia.error.StorageBusyException}, in all stores and
     * processes.
     */
    void freeze();

    /** Returns whether marked objects are frozen. If they are, delete the remaining ones and call {@link #unmark()}. */
    boolean isFrozen();

    /** Returns up to {@code limit} marked objects that are still stored, with numbers above {@code after}. */
    List<MarkedObject> some(long after, int limit);

    /** Unmarks some objects and the hashes of their keys. */
    void unmark(Set<ObjectKey> keys, long[] numbers);

    /** Unmarks all objects and ends the freeze. */
    void unmark();
}

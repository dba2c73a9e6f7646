package io.sepia.internal.backend;

import io.sepia.document.ObjectKey;
import java.util.List;
import java.util.Set;

/**
 * Objects that are deleted together in several transactions: a capability of backends that can refuse saves in the
 * meantime. Decision 0081 tells what a collection of garbage costs without it.
 *
 * <p>Part of one transaction; methods fail as those of the {@link BackendTransaction} that it came from.
 */
public interface CondemnedObjects {
    /**
     * A condemned object.
     *
     * @param number after which to go on, above 0
     * @param key of the object
     */
    record Condemned(long number, ObjectKey key) {}

    /**
     * Condemns objects. This alone changes nothing for other transactions.
     *
     * @param keys some of the objects
     * @param numbers of the keys of as many of them, not necessarily the same; sorted over all calls, that is fastest
     */
    void condemn(Set<ObjectKey> keys, long[] numbers);

    /**
     * From the commit of this transaction until the {@link #pardon}, every save of a condemned object or of a reference
     * to one fails with a {@link io.sepia.error.StorageBusyException}, in all stores and processes.
     */
    void seal();

    /** Whether condemned objects are sealed. Those that are left must then be deleted, and pardoned. */
    boolean isSealed();

    /** Returns up to {@code limit} condemned objects that are still stored, with numbers above {@code after}. */
    List<Condemned> some(long after, int limit);

    /** Pardons some objects and the numbers of their keys. */
    void pardon(Set<ObjectKey> keys, long[] numbers);

    /** Pardons all objects and ends the seal. */
    void pardon();
}

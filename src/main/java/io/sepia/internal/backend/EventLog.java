package io.sepia.internal.backend;

import io.sepia.change.EventFilter;
import io.sepia.document.ObjectKey;
import io.sepia.internal.document.LoggedEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The log of events, as one transaction sees it. Events are stored in the transaction of the write that they describe,
 * and remain when their object is deleted. The store also records which classes have events, so that all of its writers
 * agree. See decision 0037.
 *
 * <p>Part of one transaction; methods throw the exceptions of the {@link BackendTransaction} that returned it.
 */
public interface EventLog {
    /** Returns the storage names of the classes whose saves and deletions are logged. */
    Set<String> classes();

    /** Switches the events of a class on or off for all writers of the store. Logged events remain. */
    void keep(String className, boolean kept);

    /** Adds events in the given order and numbers them. */
    void add(List<LoggedEvent> events);

    /**
     * Returns events in the order in which they were added.
     *
     * @param after the number of the event to continue after; 0 for the beginning
     * @param limit the maximum number of events, at least 1
     */
    List<LoggedEvent> page(EventFilter filter, long after, int limit);

    /** Returns the latest event of an object. */
    Optional<LoggedEvent> last(ObjectKey key);
}

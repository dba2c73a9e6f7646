package io.sepia.internal.backend;

import io.sepia.change.EventFilter;
import io.sepia.document.ObjectKey;
import io.sepia.internal.document.LoggedEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The events as one transaction sees them. They are rows of the same transaction as what they tell of, and stay when
 * their object is deleted. Which classes have events is part of the store as well, so that all who write to it agree.
 *
 * <p>Methods fail as those of the {@link BackendTransaction} that it came from, with which it ends.
 */
public interface EventLog {
    /** The storage names of the classes whose saves and deletions are events. */
    Set<String> classes();

    /** Switches the events of a class on or off, for all who write to the store; what was logged stays. */
    void keep(String className, boolean kept);

    /** Adds events in the given order, and numbers them. */
    void add(List<LoggedEvent> events);

    /**
     * Events in the order in which they were added.
     *
     * @param after the number of the event to read on from; 0 for the beginning
     * @param limit the most events to return, at least 1
     */
    List<LoggedEvent> page(EventFilter filter, long after, int limit);

    /** The latest event of an object. */
    Optional<LoggedEvent> last(ObjectKey key);
}

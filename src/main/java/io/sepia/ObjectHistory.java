package io.sepia;

import io.sepia.change.Event;
import io.sepia.document.Generation;
import io.sepia.document.GenerationInfo;
import io.sepia.document.ObjectKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The history of one object, whether or not it is stored now. An instance comes from {@link StorageOperations#history},
 * lives as long as the scope that returned it, takes part in that scope's transactions, and may be used any number of
 * times.
 *
 * <p>A generation keeps its references as they were written. When it is loaded, they resolve to the <em>current</em>
 * state of their targets. A missing target is an error or null, depending on the option {@code missing_references}. See
 * decision 0055.
 *
 * @param <T> the type that generations are read as
 */
public interface ObjectHistory<T> {
    /** Returns the key of the object. */
    ObjectKey key();

    /**
     * Returns the generations in ascending order, without their contents, read lazily. Close the stream unless you read
     * it to its end; see {@link StorageOperations#stream}.
     */
    Stream<GenerationInfo> generations();

    /** Returns all generations in ascending order, without their contents. */
    default List<GenerationInfo> list() {
        try (Stream<GenerationInfo> all = generations()) {
            return all.toList();
        }
    }

    /** Returns the number of generations. */
    long count();

    /** Returns the generation with that number; empty if it does not exist or is no longer kept. */
    Optional<Generation<T>> at(long number);

    /**
     * Returns the state of the object at a moment: the last generation that was saved by then. Empty if there is none,
     * or if the object was deleted by then.
     */
    Optional<Generation<T>> at(Instant moment);

    /** Returns the last generation, even if the object has been deleted. */
    Optional<Generation<T>> latest();

    /**
     * Returns the difference between two generations as a JSON Patch (RFC 6902), which turns the first into the second.
     *
     * @throws io.sepia.error.GenerationNotFoundException if one of the generations does not exist
     */
    String diff(long from, long to);

    /**
     * Saves the object as it was in a generation, references included, with that generation's metadata if it has any.
     * The object gets the next version, whatever version is stored: as after any other save, a save of an instance that
     * holds an earlier {@code @Version} is refused.
     *
     * @return the object as it is now stored
     * @throws io.sepia.error.GenerationNotFoundException if the generation does not exist
     */
    T restore(long number);

    /** Like {@link #restore(long)}, with {@code metadata} instead, which must be writable as JSON. */
    T restore(long number, Map<String, ?> metadata);

    /** Returns the events of the object, oldest first, even if it was deleted or never stored. */
    List<Event> events();

    /** Returns the latest event of the object, if it has any. */
    Optional<Event> lastEvent();

    /**
     * Logs an activity of the application on the object, stored or not.
     *
     * @param action what the application did; stored as the member {@code action} of the event's metadata
     * @param metadata further members, which must be writable as JSON; a member {@code action} is ignored
     * @throws io.sepia.error.ConfigurationException if the class has no events
     */
    void logActivity(String action, Map<String, ?> metadata);
}

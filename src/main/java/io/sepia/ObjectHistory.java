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
 * What one object was, stored now or not. Got from {@link StorageOperations#history}; lives and transacts as the scope
 * that it was got from, and may be asked any number of times.
 *
 * <p>A generation of an object that refers to others keeps its references as they were written. When it is loaded, they
 * lead to what those objects are <em>now</em>; a target that is gone is what it always is, an error or null, as the
 * store was opened.
 *
 * @param <T> what generations are read as
 */
public interface ObjectHistory<T> {
    /** The object. */
    ObjectKey key();

    /**
     * The generations in their order, without what they held, read as the stream goes on. Close it unless you read it
     * to its end, as that of {@link StorageOperations#stream}.
     */
    Stream<GenerationInfo> generations();

    /** All generations in their order, without what they held. */
    default List<GenerationInfo> list() {
        try (Stream<GenerationInfo> all = generations()) {
            return all.toList();
        }
    }

    /** How many generations there are. */
    long count();

    /** The generation of that number; empty if there is none, or no longer one. */
    Optional<Generation<T>> at(long number);

    /**
     * What the object was at a moment: of the generations that were saved by then the last one. Empty if there is none,
     * or the object was deleted by then.
     */
    Optional<Generation<T>> at(Instant moment);

    /** The last generation, also of an object that was deleted. */
    Optional<Generation<T>> latest();

    /**
     * The difference between what two generations held, as a JSON Patch (RFC 6902): applied to the first it makes the
     * second.
     *
     * @throws io.sepia.error.GenerationNotFoundException if there is no generation of one of the numbers
     */
    String diff(long from, long to);

    /**
     * Saves the object as it was in a generation, references too, with the metadata of that generation if it had any.
     * It gets the next version, whatever version is stored: who holds an earlier one in an object with {@code @Version}
     * is refused, as after any other save.
     *
     * @return what is stored now
     * @throws io.sepia.error.GenerationNotFoundException if there is no generation of that number
     */
    T restore(long number);

    /** As {@link #restore(long)}, keeping {@code metadata}, which must be writable as JSON, beside it. */
    T restore(long number, Map<String, ?> metadata);

    /** The events of the object, also if it was deleted or never stored, the oldest first. */
    List<Event> events();

    /** The latest event of the object, if it has any. */
    Optional<Event> lastEvent();

    /**
     * Logs that the application did something with the object, stored or not.
     *
     * @param action what it did; becomes the member {@code action} of the event's metadata
     * @param metadata further members, which must be writable as JSON
     * @throws io.sepia.error.ConfigurationException if the class has no events
     */
    void logActivity(String action, Map<String, ?> metadata);
}

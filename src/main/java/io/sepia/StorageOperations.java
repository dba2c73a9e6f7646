package io.sepia;

import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangePage;
import io.sepia.change.Event;
import io.sepia.change.EventFilter;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.Stored;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The verbs of a store, the same in each scope: on a {@link Storage}, where each call is a transaction of its own, and
 * on the argument of a transaction, where all calls take effect together.
 *
 * <p>Objects belong to the caller: the store keeps none of them, and every load gives new instances. Ids are given as
 * String, UUID, Long or Integer and compared by their text form.
 *
 * <p>Every method may throw, besides what it names itself:
 *
 * <ul>
 *   <li>{@link io.sepia.error.MappingException} if a class cannot be stored as it is written;
 *   <li>{@link io.sepia.error.InvalidKeyException} if an id cannot be a key;
 *   <li>{@link io.sepia.error.DocumentFormatException} if a value cannot be written or read;
 *   <li>{@link io.sepia.error.DamagedDocumentException} if what is stored does not match its checksum;
 *   <li>{@link io.sepia.error.QueryTimeoutException} if a read took longer than {@code query_timeout} allows;
 *   <li>{@link io.sepia.error.RetryableException} if the store was busy: nothing was stored, run it again;
 *   <li>{@link io.sepia.error.StorageFailureException} and {@link io.sepia.error.OutcomeUnknownException} if the
 *       database failed;
 *   <li>{@link io.sepia.error.StorageClosedException} after the scope has ended.
 * </ul>
 */
public interface StorageOperations {
    /**
     * Stores an object, new or not. An absent String or UUID id is assigned. Objects that it refers to are stored with
     * it if they are not stored yet, and left as they are if they are; {@link #saveGraph} writes those too.
     *
     * <p>Mutable objects receive their id and next version in place, and give them up again if the transaction rolls
     * back. Records come back as new instances, so always go on with what is returned: {@code note =
     * storage.save(note)}.
     *
     * @return {@code object} itself, or for a record that got an id or version, a copy that has them
     * @throws io.sepia.error.StaleVersionException if the object has a {@code @Version} and it is not the stored one
     */
    <T> T save(T object);

    /** As {@link #save(Object)}, keeping {@code metadata}, which must be writable as JSON, beside the object. */
    <T> T save(T object, Map<String, ?> metadata);

    /**
     * Stores a new object.
     *
     * @return as for {@link #save(Object)}
     * @throws io.sepia.error.ObjectExistsException if its id is stored already
     */
    <T> T insert(T object);

    /**
     * Stores an object that is stored already.
     *
     * @return as for {@link #save(Object)}
     * @throws io.sepia.error.ObjectNotFoundException if its id is not stored
     * @throws io.sepia.error.StaleVersionException if the object has a {@code @Version} and it is not the stored one
     */
    <T> T update(T object);

    /**
     * Stores an object and all objects that can be reached from it in memory, stored already or not. Targets of
     * {@code Ref} are included if they are loaded.
     *
     * @return as for {@link #save(Object)}
     * @throws io.sepia.error.StaleVersionException if one of them has a {@code @Version} that is not the stored one
     * @throws io.sepia.error.MappingException if two different instances in the graph have one key
     */
    <T> T saveGraph(T root);

    /** {@link #save(Object)} for many objects in one transaction; the result has their order. */
    <T> List<T> saveAll(Iterable<? extends T> objects);

    /** {@link #insert(Object)} for many objects in one transaction; the result has their order. */
    <T> List<T> insertAll(Iterable<? extends T> objects);

    /** {@link #update(Object)} for many objects in one transaction; the result has their order. */
    <T> List<T> updateAll(Iterable<? extends T> objects);

    /**
     * Loads an object with everything that it refers to, one instance for each stored object, cycles included.
     *
     * @throws io.sepia.error.ObjectNotFoundException if it is not stored
     * @throws io.sepia.error.MissingReferenceException if references lead to objects that are not stored; names all
     * @throws io.sepia.error.GraphLimitException if the graph is larger or deeper than the store's limits
     */
    <T> T load(Class<T> type, Object id);

    /** As {@link #load}, but empty if the object itself is not stored. */
    <T> Optional<T> find(Class<T> type, Object id);

    /** As {@link #find}, with version, times and metadata. */
    <T> Optional<Stored<T>> findStored(Class<T> type, Object id);

    /**
     * Loads several objects with everything that they refer to, in the order of {@code ids}. They share instances.
     *
     * @throws io.sepia.error.ObjectNotFoundException if one of them is not stored
     */
    <T> List<T> loadAll(Class<T> type, Collection<?> ids);

    /**
     * Deletes an object, without regard to its version. Objects that it refers to stay. So do references to it, unless
     * its class says something else with {@link io.sepia.model.Stored#onDelete}: then it is refused while there are
     * any, or they are taken out of the objects that hold them, which get their next version.
     *
     * @return whether it was stored
     * @throws io.sepia.error.ReferencedException if others refer to it and its class refuses that
     */
    boolean delete(Class<?> type, Object id);

    /**
     * Deletes an object.
     *
     * @return whether it was stored
     * @throws io.sepia.error.StaleVersionException if the object has a {@code @Version} that is neither 0 nor the
     *     stored one
     * @throws io.sepia.error.ReferencedException if others refer to it and its class refuses that
     */
    boolean delete(Object object);

    /**
     * Deletes several objects of a class, which may refer to each other, and returns how many of them were stored.
     *
     * @throws io.sepia.error.ReferencedException if others refer to one of them and the class refuses that
     */
    long deleteAll(Class<?> type, Collection<?> ids);

    /** Tells whether an object is stored. */
    boolean exists(Class<?> type, Object id);

    /** The number of stored objects of a class. */
    long count(Class<?> type);

    /** The ids of all objects of a class, in the order of {@link ObjectKey}. */
    List<String> ids(Class<?> type);

    /**
     * All objects of a class, in the order of their ids, read as the stream goes on and seen as they were when it was
     * opened. Close it unless you read it to its end: it holds a reading connection. Within a transaction it must be
     * used up before the transaction ends.
     */
    <T> Stream<T> stream(Class<T> type);

    /** A query of the objects of a class, at first of all of them. Nothing is read before it is asked for results. */
    <T> ObjectQuery<T> query(Class<T> type);

    /**
     * Deletes all objects of a class and returns their number.
     *
     * @throws io.sepia.error.ReferencedException if objects of others refer to one of them and the class refuses that
     */
    long clear(Class<?> type);

    /** Deletes all objects of the store and returns their number. */
    long clear();

    /**
     * Reads on in the store's log of changes: of each object that changed after {@code cursor} the latest change, also
     * by other processes. Begin with {@link ChangeCursor#BEGINNING}, and keep {@link ChangePage#next()} together with
     * what was made of the changes: whoever goes on from there, after a crash too, misses nothing, and may meet an
     * object more than once. Pages have up to 1,000 changes.
     *
     * @throws io.sepia.error.CursorTooOldException if changes after the cursor may be missing from the log: deletions
     *     are kept as long as the option {@code changes_retention} says
     * @throws io.sepia.error.ConfigurationException if the store keeps no log; see the option {@code changes}
     */
    ChangePage changesSince(ChangeCursor cursor);

    /** As {@link #changesSince(ChangeCursor)}, at most {@code limit} changes, which is at least 1. */
    ChangePage changesSince(ChangeCursor cursor, int limit);

    /**
     * The cursor of whoever has read all changes up to now.
     *
     * @throws io.sepia.error.ConfigurationException if the store keeps no log
     */
    ChangeCursor changesEnd();

    /**
     * Events in the order in which they were logged, read as the stream goes on. Close it unless you read it to its
     * end, as that of {@link #stream}. The events of one object are found by an index; others by going through all.
     */
    Stream<Event> events(EventFilter filter);

    /** The events of one object, also of one that was deleted or never stored, the oldest first. */
    default List<Event> events(Class<?> type, Object id) {
        try (Stream<Event> events = events(EventFilter.of(keyOf(type, id)))) {
            return events.toList();
        }
    }

    /** The latest event of an object, if it has any. */
    Optional<Event> lastEvent(Class<?> type, Object id);

    /**
     * Logs that the application did something with an object, stored or not.
     *
     * @param action what it did; becomes the member {@code action} of the event's metadata
     * @param metadata further members, which must be writable as JSON
     * @throws io.sepia.error.ConfigurationException if the class has no events
     */
    void logActivity(Class<?> type, Object id, String action, Map<String, ?> metadata);

    /**
     * The keys of all objects that refer to one, stored or not: each once, in no particular order, the object itself
     * among them if it does. Found by an index, without loading any of them, and read as the stream goes on. Close it
     * unless you read it to its end, as that of {@link #stream}.
     */
    Stream<ObjectKey> whoReferences(ObjectKey target);

    /** As {@link #whoReferences(ObjectKey)}, all of them. */
    default List<ObjectKey> whoReferences(Class<?> type, Object id) {
        try (Stream<ObjectKey> referrers = whoReferences(keyOf(type, id))) {
            return referrers.toList();
        }
    }

    /** What an object was, stored now or not. */
    <T> ObjectHistory<T> history(Class<T> type, Object id);

    /**
     * As {@link #save(Object)}, keeping what is saved as a generation even if its class keeps none: further saves write
     * over what is stored and leave the generation. From the first one on the store notes when objects of the class are
     * deleted.
     */
    <T> T saveGeneration(T object);

    /** As {@link #saveGeneration(Object)}, keeping {@code metadata}, which must be writable as JSON, beside it. */
    <T> T saveGeneration(T object, Map<String, ?> metadata);

    /**
     * Says which generations of a class are kept, for all who write to the store. What is stored already is then the
     * first or next generation of each object. {@link HistoryRule#ASKED} ends it: what is there stays.
     *
     * @throws io.sepia.error.ConfigurationException if the Java class says something else itself, with
     *     {@link io.sepia.model.History}
     */
    void keepHistory(Class<?> type, HistoryRule rule);

    /**
     * Tells whether something else is stored than what {@code object} is: another version, whatever number it has, or,
     * if the object was loaded or saved, nothing any more. Saving it would be refused.
     *
     * @param object or a {@link Stored} of any class, which was loaded with its version
     * @throws io.sepia.error.MappingException if its class has no {@code @Version}, so that nobody can tell
     */
    boolean isStale(Object object);

    /**
     * Changes an object: loads it, has {@code change} change it, and saves what that returns, which may be the same
     * instance. If somebody else has written the object meanwhile, all that is done again, so no change is lost, with
     * or without a {@code @Version}. Inside a transaction it is done once, in that.
     *
     * @param change may run several times; does nothing else that counts
     * @return what was saved, as {@link #save(Object)} returns it
     * @throws io.sepia.error.ObjectNotFoundException if it is not stored
     * @throws IllegalArgumentException if what {@code change} returns has another id
     */
    <T> T mutate(Class<T> type, Object id, UnaryOperator<T> change);

    /** The key of an object of a class. */
    ObjectKey keyOf(Class<?> type, Object id);

    /** The storage names of all classes that have objects, with their numbers, in the order of {@link ObjectKey}. */
    SortedMap<String, Long> classes();

    /** The ids of all objects by the storage names of their classes, both in the order of {@link ObjectKey}. */
    SortedMap<String, List<String>> allIds();

    /**
     * The documents of a class by its storage name, without any Java class.
     *
     * @throws io.sepia.error.InvalidKeyException if {@code className} cannot be a storage name
     */
    DocumentOperations documents(String className);
}

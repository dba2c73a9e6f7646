package io.sepia;

import io.sepia.document.ObjectKey;
import io.sepia.document.Versioned;
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
     * Changes a stored object: loads it, passes it to {@code change}, and saves what that returns, which may be the
     * same instance. If it was written concurrently, all of that is repeated, so no change is lost, with or without a
     * {@code @Version}. Inside a transaction it runs once, in that.
     *
     * @param change may run several times, so it has no other effects that count
     * @return what was saved, as {@link #save(Object)} returns it
     * @throws io.sepia.error.ObjectNotFoundException if it is not stored
     * @throws IllegalArgumentException if what {@code change} returns has another id
     */
    <T> T update(Class<T> type, Object id, UnaryOperator<T> change);

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
    <T> Optional<Versioned<T>> findVersioned(Class<T> type, Object id);

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

    /** The changes of this store: listeners, the change log and events. */
    Changes changes();

    /**
     * Returns the keys of all objects that refer to one, stored or not: each once, in no particular order, the object
     * itself among them if it does. An index finds them, without loading any of them. For very many of them, see
     * {@link DocumentOperations#referrers}.
     */
    List<ObjectKey> whoReferences(Class<?> type, Object id);

    /** What an object was and what happened to it, stored now or not. */
    <T> ObjectHistory<T> history(Class<T> type, Object id);

    /** What the store remembers of the objects of a class: rules for generations, and how to make it forget. */
    <T> ClassHistory<T> history(Class<T> type);

    /**
     * Tells whether something else is stored than what {@code object} is: another version, whatever number it has, or,
     * if the object was loaded or saved, nothing any more. Saving it would be refused.
     *
     * @param object of a class with {@code @Version}, or a {@link Versioned} of any class
     * @throws io.sepia.error.MappingException if its class has no {@code @Version}
     */
    boolean isStale(Object object);

    /** The storage names of all classes that have objects, with their numbers, in the order of {@link ObjectKey}. */
    SortedMap<String, Long> classes();

    /**
     * The documents of a class by its storage name, without any Java class.
     *
     * @throws io.sepia.error.InvalidKeyException if {@code className} cannot be a storage name
     */
    DocumentOperations documents(String className);
}

package io.sepia;

import io.sepia.document.ObjectKey;
import io.sepia.document.Versioned;
import io.sepia.query.SearchHit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The operations of a store. They are the same in each scope: on a {@link Storage}, each call is a transaction of its
 * own; on the argument of a transaction, all calls take effect together.
 *
 * <p>Objects belong to the caller: the store keeps no reference to them, and every load returns new instances. Ids are
 * given as String, UUID, Long or Integer and compared in text form.
 *
 * <p>No argument may be null, nor an element of a list. An object or id that is null is refused with the exception for
 * objects or ids; any other argument with a {@code NullPointerException} that names it.
 *
 * <p>Every method may throw, besides the exceptions that it documents:
 *
 * <ul>
 *   <li>{@link io.sepia.error.MappingException} if a class cannot be stored as it is declared;
 *   <li>{@link io.sepia.error.InvalidKeyException} if an id cannot be a key;
 *   <li>{@link io.sepia.error.DocumentFormatException} if a value cannot be written or read;
 *   <li>{@link io.sepia.error.DamagedDocumentException} if a stored document does not match its checksum;
 *   <li>{@link io.sepia.error.QueryTimeoutException} if a read takes longer than {@code query_timeout} allows;
 *   <li>{@link io.sepia.error.RetryableException} if the store was busy: nothing was stored, run the operation again;
 *   <li>{@link io.sepia.error.StorageFailureException} and {@link io.sepia.error.OutcomeUnknownException} if the
 *       database failed;
 *   <li>{@link io.sepia.error.StorageClosedException} after the scope has ended.
 * </ul>
 */
public interface StorageOperations {
    /**
     * Stores an object, new or not. An absent String or UUID id is assigned. New objects that it refers to are stored
     * with it; objects that are already stored are left as they are. {@link #saveGraph} writes those too.
     *
     * <p>Mutable objects receive their id and next version in place; if the transaction rolls back, their earlier id
     * and version are restored. Records are returned as new instances, so always continue with the result: {@code note
     * = storage.save(note)}.
     *
     * @return {@code object} itself, or for a record that got an id or version, a copy with the id and version
     * @throws io.sepia.error.StaleVersionException if the object has a {@code @Version} that is not the stored one
     */
    <T> T save(T object);

    /**
     * Like {@link #save(Object)}, with {@code metadata}, which is stored with the object and must be writable as JSON.
     */
    <T> T save(T object, Map<String, ?> metadata);

    /**
     * Stores a new object.
     *
     * @return as for {@link #save(Object)}
     * @throws io.sepia.error.ObjectExistsException if its id is already stored
     */
    <T> T insert(T object);

    /**
     * Stores an object that is already stored.
     *
     * @return as for {@link #save(Object)}
     * @throws io.sepia.error.ObjectNotFoundException if its id is not stored
     * @throws io.sepia.error.StaleVersionException if the object has a {@code @Version} that is not the stored one
     */
    <T> T update(T object);

    /**
     * Changes a stored object: loads it, passes it to {@code change}, and saves the result, which may be the same
     * instance. If the object was written concurrently, all of this is repeated, so no change is lost, with or without
     * a {@code @Version}. Inside a transaction it runs once, as part of that transaction.
     *
     * @param change may run several times, so it must have no other side effects that matter
     * @return the saved object, as {@link #save(Object)} returns it
     * @throws io.sepia.error.ObjectNotFoundException if the object is not stored
     * @throws IllegalArgumentException if {@code change} returns an object with another id
     */
    <T> T update(Class<T> type, Object id, UnaryOperator<T> change);

    /**
     * Stores an object and all objects that can be reached from it in memory, new or not. Targets of {@code Ref} are
     * included if they are loaded.
     *
     * @return as for {@link #save(Object)}
     * @throws io.sepia.error.StaleVersionException if one of them has a {@code @Version} that is not the stored one
     * @throws io.sepia.error.MappingException if two different instances in the graph have the same key
     */
    <T> T saveGraph(T root);

    /**
     * Like {@link #save(Object)}, for many objects in one transaction. Returns the results in the order of
     * {@code objects}.
     */
    <T> List<T> saveAll(Iterable<? extends T> objects);

    /**
     * Like {@link #insert(Object)}, for many objects in one transaction. Returns the results in the order of
     * {@code objects}.
     */
    <T> List<T> insertAll(Iterable<? extends T> objects);

    /**
     * Like {@link #update(Object)}, for many objects in one transaction. Returns the results in the order of
     * {@code objects}.
     */
    <T> List<T> updateAll(Iterable<? extends T> objects);

    /**
     * Loads an object with everything that it refers to, one instance for each stored object, cycles included.
     *
     * @throws io.sepia.error.ObjectNotFoundException if it is not stored
     * @throws io.sepia.error.MissingReferenceException if references lead to objects that are not stored; names all of
     *     them
     * @throws io.sepia.error.GraphLimitException if the graph is larger or deeper than the store's limits
     */
    <T> T load(Class<T> type, Object id);

    /** Like {@link #load}, but returns empty if the object itself is not stored. */
    <T> Optional<T> find(Class<T> type, Object id);

    /** Like {@link #find}, with version, times and metadata. */
    <T> Optional<Versioned<T>> findVersioned(Class<T> type, Object id);

    /**
     * Loads several objects with everything that they refer to, in the order of {@code ids}. They share instances.
     *
     * @throws io.sepia.error.ObjectNotFoundException if one of them is not stored
     */
    <T> List<T> loadAll(Class<T> type, Collection<?> ids);

    /**
     * Deletes an object, whatever its version. Objects that it refers to stay. References to it stay too, unless its
     * class has another rule ({@link io.sepia.model.Stored#onDelete}): {@code REFUSE} refuses the deletion while there
     * are references; {@code CLEAR} removes them from the objects that hold them, each of which gets its next version.
     *
     * @return whether it was stored
     * @throws io.sepia.error.ReferencedException if other objects refer to it and its class refuses that
     */
    boolean delete(Class<?> type, Object id);

    /**
     * Deletes an object.
     *
     * @return whether it was stored
     * @throws io.sepia.error.StaleVersionException if the object has a {@code @Version} that is neither 0 nor the
     *     stored one
     * @throws io.sepia.error.ReferencedException if other objects refer to it and its class refuses that
     */
    boolean delete(Object object);

    /**
     * Deletes several objects of a class, which may refer to each other, and returns the number of those that were
     * stored.
     *
     * @throws io.sepia.error.ReferencedException if other objects refer to one of them and the class refuses that
     */
    long deleteAll(Class<?> type, Collection<?> ids);

    /** Returns whether an object is stored. */
    boolean exists(Class<?> type, Object id);

    /** Returns the number of stored objects of a class. */
    long count(Class<?> type);

    /** Returns the ids of all objects of a class, in the order of {@link ObjectKey}. */
    List<String> ids(Class<?> type);

    /**
     * Returns all objects of a class in the order of their ids, read lazily, as of the moment when the stream was
     * opened. Close the stream unless you read it to its end, because it holds a reading connection. Within a
     * transaction, read it before the transaction ends.
     *
     * <p>An object that cannot be read makes the stream throw in its place. The connection is released then; if the
     * stream is read on, it goes on with the next object, as of a later moment.
     */
    <T> Stream<T> stream(Class<T> type);

    /** Returns a query of the objects of a class, initially of all of them. It reads nothing until it is run. */
    <T> ObjectQuery<T> query(Class<T> type);

    /**
     * Returns the objects of a class whose {@link io.sepia.model.Searchable} properties contain these words, the most
     * relevant first. {@link ObjectQuery#matching} describes the words; {@code query(type).where(…).matching(words)}
     * combines them with conditions.
     *
     * @param limit the maximum number of results; at least 1
     * @throws io.sepia.error.InvalidQueryException if the class has no searchable property, or the limit is below 1
     */
    <T> List<SearchHit<T>> search(Class<T> type, String words, long limit);

    /**
     * Returns the objects of a class whose {@link io.sepia.model.Embedding} property is nearest to a vector, the
     * nearest first. {@link ObjectQuery#nearest(float[])} describes the results;
     * {@code query(type).where(…).nearest(vector)} combines them with conditions.
     *
     * @param limit the maximum number of results; at least 1
     * @throws io.sepia.error.InvalidQueryException if the vector cannot be compared with those of the class, the class
     *     has no vector or several, or the limit is below 1
     */
    <T> List<SearchHit<T>> nearest(Class<T> type, float[] vector, long limit);

    /**
     * Deletes all objects of a class and returns their number.
     *
     * @throws io.sepia.error.ReferencedException if objects of other classes refer to one of them and the class refuses
     *     that
     */
    long clear(Class<?> type);

    /** Deletes all objects of the store and returns their number. */
    long clear();

    /** Returns the changes of this store: listeners, the change log and events. */
    Changes changes();

    /**
     * Returns the keys of all objects that refer to a given one, stored or not. Each is listed once, in no particular
     * order, including the object itself if it refers to itself. An index finds them without loading any of them. For
     * very many referrers, see {@link DocumentOperations#referrers}. See decision 0038.
     */
    List<ObjectKey> whoReferences(Class<?> type, Object id);

    /** Returns the history of one object, stored now or not: its generations and events. */
    <T> ObjectHistory<T> history(Class<T> type, Object id);

    /** Returns the history of a class: its rule for generations, and the permanent deletion of objects. */
    <T> ClassHistory<T> history(Class<T> type);

    /**
     * Returns whether the stored version differs from that of {@code object}: another version is stored, with a higher
     * or lower number, or, if the object was loaded or saved, none at all. A save of the object would be refused.
     *
     * @param object an object of a class with {@code @Version}, or a {@link Versioned} of any class
     * @throws io.sepia.error.MappingException if its class has no {@code @Version}
     */
    boolean isStale(Object object);

    /**
     * Returns the storage names of all classes that have objects, with their number of objects, in the order of
     * {@link ObjectKey}.
     */
    SortedMap<String, Long> classes();

    /**
     * Returns the documents of a class by its storage name, without a Java class.
     *
     * @throws io.sepia.error.InvalidKeyException if {@code className} cannot be a storage name
     */
    DocumentOperations documents(String className);
}

package io.sepia.internal.backend;

import io.sepia.change.Change;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.matching.Query;
import io.sepia.query.Condition;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;

/**
 * One transaction of a backend: everything or nothing. Reads see the transaction's own writes. Not thread-safe; use it
 * on one thread at a time and never after {@link #close}.
 *
 * <p>Any method may throw {@link io.sepia.error.StorageFailureException} when the database fails and
 * {@link io.sepia.error.StorageBusyException} when it is locked. After any error from a write the transaction must be
 * closed without commit, and commit refuses. Class names and ids given as text are checked as those of an
 * {@link ObjectKey}: {@link io.sepia.error.InvalidKeyException}. After {@link #commit} and after {@link #close} every
 * other method throws {@link io.sepia.error.StorageClosedException}.
 */
public interface BackendTransaction extends AutoCloseable {
    /**
     * Has each write that follows enter its effects into {@code ledger}, in the place of the ledger before. Writing
     * methods return the same effects.
     */
    void report(Ledger ledger);

    /**
     * Writes documents in the given order, each under its own {@link WriteCondition}. A stored object keeps its time of
     * creation and gets the next version; a new one gets version 1. A key may occur more than once.
     *
     * @throws io.sepia.error.ObjectExistsException for {@code ABSENT}, when stored
     * @throws io.sepia.error.ObjectNotFoundException for {@code PRESENT}, when not stored
     * @throws io.sepia.error.StaleVersionException for {@code NEW_VERSION} and {@code VERSION}, when another version,
     *     or none, is stored
     * @throws io.sepia.error.NotUniqueException when a unique index of the class has another document that is equal in
     *     its fields
     */
    Effects save(List<DocumentWrite> writes);

    /**
     * Stores documents as they were elsewhere, with their versions, times and metadata, in the place of what is stored
     * under their keys. Each key may occur once.
     *
     * @throws io.sepia.error.NotUniqueException as {@link #save}
     */
    Effects restore(List<StoredDocument> documents);

    /**
     * Returns the document of {@code key}, or empty.
     *
     * @throws io.sepia.error.DamagedDocumentException if the stored text does not match its checksum
     */
    Optional<StoredDocument> load(ObjectKey key);

    /**
     * Returns those of the named documents that are stored, in no particular order, with few statements.
     *
     * @throws io.sepia.error.DamagedDocumentException if a stored text does not match its checksum
     */
    List<StoredDocument> load(String className, Collection<String> ids);

    /** Tells whether {@code key} is stored. */
    boolean exists(ObjectKey key);

    /** Returns those of {@code ids} that are stored for this class, with few statements. */
    Set<String> existing(String className, Collection<String> ids);

    /**
     * Deletes one object, if it is there. Objects that it refers to stay.
     *
     * @param condition {@code NONE}, or {@code VERSION}, which throws {@link io.sepia.error.StaleVersionException} when
     *     another version is stored; an absent object is no error in either case
     */
    Effects delete(ObjectKey key, WriteCondition condition);

    /** Deletes those of the named objects that are there. */
    Effects delete(String className, Collection<String> ids);

    /**
     * Deletes the named objects, stored or not, with all generations and events of them, and overwrites what that
     * leaves where the backend can. The log of changes keeps that they were deleted, for its followers. Once the
     * transaction is committed, {@link Scrubbing} purges what earlier writes have left.
     */
    Effects forget(String className, Collection<String> ids);

    /** All ids of a class in the order of {@link ObjectKey}; empty for an unknown class. */
    List<String> ids(String className);

    /**
     * A page of the documents of a class in the order of {@link ObjectKey}: at most {@code limit} of those whose id is
     * greater than {@code afterId}; from the first one if {@code afterId} is empty, which is no id. A {@code limit}
     * below 1 is an {@link IllegalArgumentException}. Fewer than {@code limit} mean that there are no more.
     *
     * @throws io.sepia.error.DamagedDocumentException if a stored text does not match its checksum
     */
    List<StoredDocument> page(String className, String afterId, int limit);

    /**
     * The documents of a class that {@code query} asks for, in its order. What a condition means is said once, by
     * {@link io.sepia.internal.matching.DocumentMatcher}; its values are JSON values, points in time and references.
     *
     * @throws io.sepia.error.DamagedDocumentException if a stored text that was read is no JSON or does not match its
     *     checksum
     */
    List<StoredDocument> query(String className, Query query);

    /** The ids of the documents that {@link #query} would give, in its order. */
    List<String> queryIds(String className, Query query);

    /** The number of documents of a class that meet {@code condition}. */
    long count(String className, Condition condition);

    /**
     * Deletes the documents that {@link #query} would give. No document is deleted in another version than the one that
     * was found.
     *
     * @return effects whose extent names exactly the deleted objects: {@link Effects#ids}
     * @throws io.sepia.error.StorageBusyException if another transaction has changed one of them since
     */
    Effects delete(String className, Query query);

    /** The number of objects of a class; 0 for an unknown class. */
    long count(String className);

    /** The names of all classes that have objects, with their numbers, in the order of {@link ObjectKey}. */
    SortedMap<String, Long> classes();

    /** Deletes all objects of a class. */
    Effects clear(String className);

    /** Deletes all objects. Touches nothing but the store's own data. */
    Effects clear();

    /** The indexes, as this transaction sees and changes them. */
    DocumentIndexes indexes();

    /**
     * What the latest save of each of those of {@code ids} that are stored was, by id, with few statements. It carries
     * no number of the log of changes.
     */
    Map<String, Change> latest(String className, Collection<String> ids);

    /**
     * Records, as part of this transaction, how the one that {@code token} names ends. That can be done once.
     *
     * @return what is recorded of it already, and stays; empty if it was recorded now
     * @throws io.sepia.error.StorageBusyException if another transaction is recording it
     */
    Optional<Outcome> record(UUID token, Outcome outcome);

    /** The log of changes. */
    ChangeLog changes();

    /** The events. */
    EventLog events();

    /** Which documents refer to which. */
    DocumentReferences references();

    /** What objects were. */
    Generations generations();

    /**
     * Makes the writes durable and ends the transaction.
     *
     * @throws io.sepia.error.OutcomeUnknownException if the error leaves open whether the commit took place
     */
    void commit();

    /** Ends the transaction, rolling it back unless it was committed. Idempotent. */
    @Override
    void close();
}

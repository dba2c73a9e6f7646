package io.sepia.internal.backend;

import io.sepia.change.Change;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.condition.Term;
import io.sepia.internal.matching.Query;
import io.sepia.internal.matching.RankedDocument;
import io.sepia.report.VerifyReport;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A transaction of a backend. Either all of its writes are stored or none. Reads see the transaction's own writes. Not
 * thread-safe: use it on one thread at a time and never after {@link #close}.
 *
 * <p>Any method may throw {@link io.sepia.error.StorageFailureException} when the database fails and
 * {@link io.sepia.error.StorageBusyException} when it is locked. After any error from a write, close the transaction
 * without committing it; {@link #commit} refuses. Class names and ids that are passed as text are checked like those of
 * an {@link ObjectKey}, with an {@link io.sepia.error.InvalidKeyException}. After {@link #commit} and after
 * {@link #close} every other method throws {@link io.sepia.error.StorageClosedException}.
 */
public interface BackendTransaction extends AutoCloseable {
    /**
     * Makes each subsequent write enter its effects into {@code ledger}, which replaces the previous ledger. The
     * writing methods return the same effects.
     */
    void report(Ledger ledger);

    /**
     * Writes documents in the given order, each under its own {@link WriteCondition}. A stored object keeps its
     * creation time and gets the next version; a new one gets the version after the highest that a deleted object of
     * its class had, or 1. A key may occur more than once.
     *
     * @throws io.sepia.error.ObjectExistsException for {@code ABSENT}, if the object is stored
     * @throws io.sepia.error.ObjectNotFoundException for {@code PRESENT}, if the object is not stored
     * @throws io.sepia.error.StaleVersionException for {@code NEW_VERSION} and {@code VERSION}, if another version is
     *     stored, or for {@code VERSION} none
     * @throws io.sepia.error.NotUniqueException if another document has the same values in the fields of a unique index
     *     of the class
     */
    Effects save(List<DocumentWrite> writes);

    /**
     * Stores documents unchanged, with their versions, times and metadata, and replaces the documents that are stored
     * under their keys. Each key may occur once.
     *
     * @throws io.sepia.error.NotUniqueException as {@link #save}
     */
    Effects restore(List<StoredDocument> documents);

    /**
     * Returns the document of {@code key}, or empty if it is not stored.
     *
     * @throws io.sepia.error.DamagedDocumentException if the stored text does not match its checksum
     */
    Optional<StoredDocument> load(ObjectKey key);

    /**
     * Returns the stored documents among the given ids, in no particular order. Uses few statements.
     *
     * @throws io.sepia.error.DamagedDocumentException if a stored text does not match its checksum
     */
    List<StoredDocument> load(String className, Collection<String> ids);

    /** Returns whether {@code key} is stored. */
    boolean exists(ObjectKey key);

    /** Returns the ids among {@code ids} that are stored for this class. Uses few statements. */
    Set<String> existing(String className, Collection<String> ids);

    /**
     * Deletes an object if it is stored. Objects that it refers to stay.
     *
     * @param condition {@code NONE}, or {@code VERSION}, which throws {@link io.sepia.error.StaleVersionException} if
     *     another version is stored; an absent object is no error in either case
     */
    Effects delete(ObjectKey key, WriteCondition condition);

    /** Deletes the stored objects among the given ids. */
    Effects delete(String className, Collection<String> ids);

    /**
     * Deletes the given objects, stored or not, with all of their generations and events, and overwrites the freed
     * space where the backend can. The log of changes records the deletions for its followers. After the commit,
     * {@link Scrubbing} purges the remains of earlier writes.
     */
    Effects forget(String className, Collection<String> ids);

    /** Returns all ids of a class in the order of {@link ObjectKey}; empty for an unknown class. */
    List<String> ids(String className);

    /**
     * Returns a page of the documents of a class in the order of {@link ObjectKey}.
     *
     * @param afterId returns documents with greater ids than this; the empty text, which is no id, begins with the
     *     first
     * @param limit the maximum number of documents; fewer are returned only at the end
     * @throws IllegalArgumentException if {@code limit} is below 1
     * @throws io.sepia.error.DamagedDocumentException if a stored text does not match its checksum
     */
    List<StoredDocument> page(String className, String afterId, int limit);

    /**
     * Returns the documents of a class that match {@code query}, in its order.
     * {@link io.sepia.internal.matching.DocumentMatcher} defines conditions for all backends; their values are JSON
     * values, points in time and references.
     *
     * @throws io.sepia.error.DamagedDocumentException if a stored text that was read is not JSON or does not match its
     *     checksum
     */
    List<StoredDocument> query(String className, Query query);

    /**
     * Returns the documents that {@code query} selects, the most relevant first for the words that its condition
     * contains, instead of in its order. Its offset and limit count in that order. All backends find the same
     * documents; scores may differ.
     *
     * @throws io.sepia.error.DamagedDocumentException if a stored text that was read is not JSON or does not match its
     *     checksum
     */
    List<RankedDocument> search(String className, Query query);

    /** Returns the ids of the documents that {@link #query} returns, in its order. */
    List<String> queryIds(String className, Query query);

    /** Returns the number of documents of a class that meet {@code condition}. */
    long count(String className, Term condition);

    /**
     * Deletes the documents that {@link #query} returns, each only in the version that was found.
     *
     * @return effects whose extent names exactly the deleted objects; see {@link Effects#ids}
     * @throws io.sepia.error.StorageBusyException if another transaction has changed one of them since it was found
     */
    Effects delete(String className, Query query);

    /** Returns the number of objects of a class; 0 for an unknown class. */
    long count(String className);

    /** Returns the number of objects of each class that has any, in the order of {@link ObjectKey}. */
    SortedMap<String, Long> classes();

    /** Deletes all objects of a class. */
    Effects clear(String className);

    /** Deletes all objects. Touches no data but the store's own. */
    Effects clear();

    /** Returns the indexes, as this transaction sees and changes them. */
    DocumentIndexes indexes();

    /**
     * Returns the latest save of each stored id, by id. The changes carry no sequence number of the log. Uses few
     * statements.
     */
    Map<String, Change> latest(String className, Collection<String> ids);

    /**
     * Records, as part of this transaction, the outcome of the transaction named {@code token}. An outcome is recorded
     * once and never replaced.
     *
     * @return the outcome that was recorded earlier and remains; empty if {@code outcome} was recorded now
     * @throws io.sepia.error.StorageBusyException if another transaction is recording it
     */
    Optional<Outcome> record(UUID token, Outcome outcome);

    /** Returns the log of changes. */
    ChangeLog changes();

    /** Returns the log of events. */
    EventLog events();

    /** Returns the references between documents. */
    DocumentReferences references();

    /** Returns the earlier states of objects. */
    Generations generations();

    /**
     * Compares what the backend derives from the documents, and what the database maintains itself, with the documents.
     * Reads all of them. A backend that derives nothing that lasts finds nothing.
     */
    default void verify(Consumer<VerifyReport.Finding> found) {}

    /**
     * Gives checksums to the documents that SQL changed and that a save would accept. Requires a transaction that
     * writes.
     *
     * @return their number; 0 if the backend keeps no checksums
     */
    default long adopt() {
        return 0;
    }

    /**
     * Makes the writes durable and ends the transaction.
     *
     * @throws io.sepia.error.OutcomeUnknownException if the error leaves open whether the commit took place
     */
    void commit();

    /** Ends the transaction and rolls it back unless it was committed. Idempotent. */
    @Override
    void close();
}

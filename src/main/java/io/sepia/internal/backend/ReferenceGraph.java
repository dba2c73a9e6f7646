package io.sepia.internal.backend;

import io.sepia.document.ObjectKey;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * All objects and their references, and the saves that take place during a garbage collection, which spans many
 * transactions. Targets are given as their {@link ReferenceHash}: a list of targets may contain hashes that the
 * document does not refer to, but never lacks one that it does.
 *
 * <p>Part of one transaction; methods throw the exceptions of the {@link BackendTransaction} that returned it.
 */
public interface ReferenceGraph {
    /** A visitor of objects. */
    @FunctionalInterface
    interface ObjectVisitor {
        /**
         * Visits an object.
         *
         * @param savedAt when the object was last saved
         * @param targets the hashes of its targets; the visitor may keep and change the array
         */
        void object(ObjectKey key, Instant savedAt, long[] targets);
    }

    /** A visitor of saved documents that refer to other objects. */
    @FunctionalInterface
    interface SavedVisitor {
        /** Visits a document with its targets, or with those of them that matter. */
        void saved(ObjectKey source, long[] targets);
    }

    /**
     * A running watch and its progress.
     *
     * @param owner the identity of the watch
     * @param position the position up to which saves were returned
     */
    record Watch(long owner, long position) {}

    /**
     * A position in the index of references, which is ordered by target and source.
     *
     * @param target the target
     * @param source the source
     */
    record Place(long target, long source) {}

    /**
     * Compares the documents with what {@link #objects} and lookups by key show of them. Call it before anything is
     * deleted because no reference to it was found. Reads all documents; does nothing if the backend derives references
     * from the documents whenever it is asked.
     *
     * @throws io.sepia.error.DamagedDocumentException if a document is damaged or is not shown as it is
     */
    default void check() {}

    /**
     * Visits all objects as the transaction sees them, each once, in no particular order. Objects are read in small
     * batches.
     */
    void objects(ObjectVisitor visitor);

    /** Begins to record the saves of all transactions after this one, which must write. Ends an earlier watch. */
    Watch watch();

    /**
     * Blocks until no other transaction of any process that may commit references is running, and keeps new ones from
     * beginning until this transaction ends, which must write. Call it first: a transaction that has read or written
     * before may meet another one that waits for it.
     *
     * @throws io.sepia.error.StorageBusyException if the other transactions do not end in time, or this transaction and
     *     another one wait for each other
     */
    void alone();

    /**
     * Visits the documents that refer to one of {@code batch} and were saved after the position of the watch. May visit
     * other documents as well.
     *
     * @param since the watch, as returned by {@link #watch} or the previous call
     * @return the watch to continue with after this transaction is committed
     * @throws io.sepia.error.StorageBusyException if another watch has ended this one
     */
    Watch saved(Watch since, Set<ObjectKey> batch, SavedVisitor visitor);

    /** Ends a watch. Does nothing if it has ended. */
    void unwatch(Watch watch);

    /**
     * Returns the means to delete large garbage in several transactions, during which saves of it are refused; empty if
     * the backend cannot do that. Then a cycle is deleted in one transaction, however long that takes.
     */
    Optional<MarkedObjects> markedObjects();

    /**
     * Removes the index entries of deleted objects that later transactions would have to examine one by one. The
     * remaining entries are harmless; {@link #tidy} removes them.
     */
    void forgetDeleted();

    /**
     * Removes some thousands of index entries of deleted objects. Use a separate transaction for each call.
     *
     * @param from the result of the previous call; empty for the beginning
     * @return where to continue; empty at the end
     */
    Optional<Place> tidy(Optional<Place> from);
}

package io.sepia.internal.backend;

import io.sepia.document.ObjectKey;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * All objects and what they refer to, and what others save while somebody works on that in many transactions. Keys that
 * are referred to come as their {@link ReferenceHash}: there may be more of them than a document refers to, never
 * fewer.
 *
 * <p>Part of one transaction; methods fail as those of the {@link BackendTransaction} that it came from.
 */
public interface ReferenceGraph {
    /** Is shown objects. */
    @FunctionalInterface
    interface ObjectVisitor {
        /**
         * Shows one object.
         *
         * @param savedAt when it was last saved
         * @param targets what it refers to; the visitor's own
         */
        void object(ObjectKey key, Instant savedAt, long[] targets);
    }

    /** Is told of what refers to others. */
    @FunctionalInterface
    interface SavedVisitor {
        /** Tells what a document refers to, or some of it that matters. */
        void saved(ObjectKey source, long[] targets);
    }

    /**
     * A watch that was begun, and what it has told already.
     *
     * @param owner tells it from others
     * @param position up to which it was told
     */
    record Watch(long owner, long position) {}

    /**
     * A place in the index.
     *
     * @param target the first part of what entries are in the order of
     * @param source the second
     */
    record Place(long target, long source) {}

    /** Shows all objects as the transaction sees them, once each, a few at a time, in no particular order. */
    void objects(ObjectVisitor visitor);

    /**
     * Begins to watch what everybody saves, for all transactions after this one, which writes. It ends a watch that was
     * begun before.
     */
    Watch watch();

    /**
     * Waits until no other transaction of any process is left that may commit references, and keeps such from beginning
     * until this one, which writes, ends. Best called first: a transaction that has read or written before may meet
     * another one that waits for it.
     *
     * @throws io.sepia.error.StorageBusyException if others do not end in time, or this transaction and another one
     *     wait for each other
     */
    void alone();

    /**
     * Tells of documents that refer to one of {@code batch}: at least of those that were saved since the watch began
     * and that it has not told of. It may tell of others.
     *
     * @return the watch, to go on with once this transaction is committed
     * @throws io.sepia.error.StorageBusyException if the watch was ended by another one
     */
    Watch saved(Watch since, Set<ObjectKey> batch, SavedVisitor visitor);

    /** Ends a watch, unless it has ended. */
    void unwatch(Watch watch);

    /**
     * Deletes large garbage in several transactions; empty if the backend cannot refuse saves while it does so, and
     * then a cycle is deleted in one transaction, however long that takes.
     */
    Optional<MarkedObjects> markedObjects();

    /**
     * Has what was deleted leave nothing behind that others would have to look at one by one. What it leaves elsewhere
     * is harmless, and taken away by {@link #tidy}.
     */
    void forgetDeleted();

    /**
     * Takes away some thousands of entries that deleted objects have left. In a transaction of its own for each call.
     *
     * @param from where the call before has come to; empty for the beginning
     * @return where to go on; empty at the end
     */
    Optional<Place> tidy(Optional<Place> from);
}

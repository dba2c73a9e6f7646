package io.sepia;

import io.sepia.document.ObjectKey;
import io.sepia.error.RetryableException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.garbage.GarbageCollector;
import io.sepia.report.GarbageReport;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What deletes what nobody needs any more. */
abstract class GarbageScope extends TransferScope {
    private static final System.Logger LOG = System.getLogger(GarbageScope.class.getName());

    /** As {@link #gc(Roots, GarbageOptions)}, with {@link GarbageOptions#DEFAULT}. */
    public GarbageReport gc(Roots roots) {
        return gc(roots, GarbageOptions.DEFAULT);
    }

    /**
     * Deletes all objects that can be reached from no root by references, wherever these stand in documents.
     *
     * <p>Others go on meanwhile. What is to be deleted is found in one transaction that reads, and deleted in many
     * short ones, objects that refer to others before these. In each it is looked up again whether others refer to
     * them, or have saved them since; then they are spared, with all that they refer to. So nothing that is kept is
     * ever left without what it refers to. Much garbage on SQLite goes in another order, while those who save or refer
     * to some of it are refused with a {@link io.sepia.error.StorageBusyException}. Rules for deletion
     * ({@code onDelete}) have nothing to say here, because whatever refers to garbage is garbage. Deletions are entered
     * into logs and told to listeners as all others.
     *
     * <p>It holds all ids in memory, and some 60 bytes more for each object and 12 for each reference.
     *
     * @return what was deleted, or would be
     * @throws IllegalStateException inside a transaction of this store, or one that it has joined
     * @throws io.sepia.error.ObjectNotFoundException if a root that was named is not stored; nothing is deleted then
     * @throws IllegalArgumentException if none of the classes that were named as roots has an object; nothing is
     *     deleted then
     * @throws io.sepia.error.MappingException if a class cannot be stored, or an object was never saved
     * @throws io.sepia.error.StorageBusyException if others are in the way for too long, or begin another collection;
     *     what was deleted by then stays deleted, here and below
     * @throws io.sepia.error.StorageClosedException if the store is closed meanwhile
     * @throws io.sepia.error.StorageFailureException if the thread is interrupted, the store was opened to read only,
     *     or the database fails
     */
    public GarbageReport gc(Roots roots, GarbageOptions options) {
        GarbageCollector collector = collector(roots, options);
        return options.isDryRun() ? collector.dryRun() : collector.collect();
    }

    /** As {@link #whyAlive(ObjectKey, Roots, GarbageOptions)}, for an object of a class. */
    public List<ObjectKey> whyAlive(Class<?> type, Object id, Roots roots) {
        return whyAlive(keyOf(type, id), roots, GarbageOptions.DEFAULT);
    }

    /**
     * Why a garbage collection from {@code roots} would not delete an object: a shortest path to it from a root, or
     * from an object that was saved within the grace period.
     *
     * @return the keys on the path, from the root to the object; empty if it would be deleted, or is not stored
     * @throws IllegalStateException as {@link #gc}; other errors as there
     */
    public List<ObjectKey> whyAlive(ObjectKey key, Roots roots, GarbageOptions options) {
        return collector(roots, options).whyAlive(key);
    }

    /** Deletes what a collection that was killed has left half deleted, if it has; or leaves that to the next one. */
    final void finishCollection(StorageBackend backend) {
        try {
            if (backend.<Boolean>read(GarbageCollector::isSealed)) {
                collector(Roots.NONE, GarbageOptions.DEFAULT).finishSealed();
            }
        } catch (StorageFailureException | RetryableException e) {
            LOG.log(System.Logger.Level.INFO, "A garbage collection that was killed is finished by the next one", e);
        }
    }

    private GarbageCollector collector(Roots roots, GarbageOptions options) {
        if (transactions().joinedToRead() != null) {
            throw new IllegalStateException("Garbage is collected in transactions of its own, and this thread is in one"
                    + " already. End that one first.");
        }
        return new GarbageCollector(
                new OwnTransactions(),
                new GarbageCollector.Request(
                        roots.keys(codec()),
                        roots.classNames(codec()),
                        roots.isEmpty(),
                        options.grace(),
                        options.batch(),
                        options.progress()));
    }

    private final class OwnTransactions implements GarbageCollector.Transactions {
        @Override
        public <R extends @Nullable Object> R read(Function<BackendTransaction, R> work) {
            return transactions().run(Access.READ_ONLY, TransactionOptions.DEFAULT, unit -> work.apply(unit.backend()));
        }

        @Override
        public <R extends @Nullable Object> R write(Function<BackendTransaction, R> work) {
            return transactions().write(unit -> work.apply(unit.backend()), true);
        }
    }
}

package io.sepia;

import io.sepia.document.ObjectKey;
import io.sepia.error.RetryableException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.engine.Scope;
import io.sepia.internal.engine.Work;
import io.sepia.internal.garbage.GarbageCollector;
import io.sepia.report.GarbageReport;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The garbage of a store: objects that no root reaches by references. Immutable: {@link #grace}, {@link #dryRun},
 * {@link #batch} and {@link #onProgress} return another instance, whose collections have that setting. See decision
 * 0060.
 *
 * <pre>{@code
 * storage.garbage().collect(Roots.classes(Project.class));
 * storage.garbage().grace(Duration.ofDays(1)).dryRun().collect(roots);
 * }</pre>
 */
public final class Garbage {
    private static final System.Logger LOG = System.getLogger(Garbage.class.getName());

    private final Scope scope;
    private final Duration grace;
    private final boolean dryRun;
    private final int batch;
    private final Consumer<GarbageReport.Progress> progress;

    /** Collections delete, with a grace period of one hour. */
    Garbage(Scope scope) {
        this(scope, Duration.ofHours(1), false, 1_000, progress -> {});
    }

    private Garbage(Scope scope, Duration grace, boolean dryRun, int batch, Consumer<GarbageReport.Progress> progress) {
        this.scope = scope;
        this.grace = grace;
        this.dryRun = dryRun;
        this.batch = batch;
        this.progress = progress;
    }

    /**
     * Sets the minimum age of garbage: objects that were saved within {@code period} before the collection count as
     * roots. So an object that an application has just saved, and is about to refer to, is kept. One hour by default.
     *
     * @param period zero for none
     * @throws IllegalArgumentException if it is negative
     */
    public Garbage grace(Duration period) {
        if (period.isNegative()) {
            throw new IllegalArgumentException("The grace period must not be negative, but is " + period + ".");
        }
        return new Garbage(scope, period, dryRun, batch, progress);
    }

    /** Only reports the objects that would be deleted, in one read transaction. */
    public Garbage dryRun() {
        return new Garbage(scope, grace, true, batch, progress);
    }

    /**
     * Sets the maximum number of objects that one transaction deletes; 1,000 by default. A transaction deletes fewer if
     * they take longer than some hundredths of a second. Objects that refer to each other in a cycle are deleted
     * together. On SQLite, cycles larger than this, and all garbage if there is more than 50 times as much, are deleted
     * in parts, and no transaction can save those objects until all of them are deleted.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Garbage batch(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("The batch must be at least 1 object, not " + most + ".");
        }
        return new Garbage(scope, grace, dryRun, most, progress);
    }

    /**
     * Reports the progress of the collection to {@code listener}: while all references are read, within the transaction
     * that reads them, and then after each transaction that deletes. The listener runs on the collecting thread. An
     * exception that it throws ends the collection; objects deleted by then stay deleted.
     */
    public Garbage onProgress(Consumer<GarbageReport.Progress> listener) {
        return new Garbage(scope, grace, dryRun, batch, Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Deletes all objects that no root reaches by references, wherever these are in documents.
     *
     * <p>Other transactions continue concurrently. One read transaction finds the garbage, and many short transactions
     * delete it, referring objects before their targets. Each of them checks again whether an object of the garbage was
     * saved since, or is referred to by another object; then it is kept, with everything that it refers to. So an
     * object that is kept never loses the target of a reference. On SQLite, large garbage is deleted in another order;
     * until it is deleted, transactions that save some of it, or save references to it, fail with a
     * {@link io.sepia.error.StorageBusyException}. Deletion rules ({@code onDelete}) do not apply, because all
     * referrers of garbage are garbage. Deletions are logged, and listeners are notified, as for all other deletions.
     *
     * <p>Memory use: all ids, and about 60 bytes for each object and 12 for each reference.
     *
     * @return the objects that were deleted, or would be
     * @throws IllegalStateException inside a transaction of this store, or one that it has joined
     * @throws io.sepia.error.ObjectNotFoundException if a root given by key or id is not stored; nothing is deleted
     *     then
     * @throws IllegalArgumentException if none of the classes that were given as roots has an object; nothing is
     *     deleted then
     * @throws io.sepia.error.MappingException if a root's class cannot be stored, or an object given as root was never
     *     saved
     * @throws io.sepia.error.StorageBusyException if other transactions block the collection for too long, or another
     *     collection begins. Objects deleted by then stay deleted; this holds for the following exceptions too
     * @throws io.sepia.error.StorageClosedException if the store is closed during the collection
     * @throws io.sepia.error.StorageFailureException if the thread is interrupted, the store was opened read-only, or
     *     the database fails
     */
    public GarbageReport collect(Roots roots) {
        GarbageCollector collector = collector(roots);
        return dryRun ? collector.dryRun() : collector.collect();
    }

    /** Like {@link #whyAlive(ObjectKey, Roots)}, for an object given by class and id. */
    public List<ObjectKey> whyAlive(Class<?> type, Object id, Roots roots) {
        return whyAlive(scope.codec().model(type).key(id), roots);
    }

    /**
     * Explains why a collection from {@code roots} would keep an object: returns a shortest path to it from a root, or
     * from an object that was saved within the grace period.
     *
     * @return the keys on the path, from the root to the object; empty if the object would be deleted or is not stored
     * @throws IllegalStateException as for {@link #collect}, like the other exceptions
     */
    public List<ObjectKey> whyAlive(ObjectKey key, Roots roots) {
        return collector(roots).whyAlive(key);
    }

    /** Resumes a collection that was interrupted by a crash, or leaves that to the next one. */
    void resume(StorageBackend backend) {
        try {
            if (backend.<Boolean>read(GarbageCollector::isFrozen)) {
                collector(Roots.NONE).finishFrozen();
            }
        } catch (StorageFailureException | RetryableException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "An interrupted garbage collection was not resumed; the next one will",
                    e);
        }
    }

    private GarbageCollector collector(Roots roots) {
        if (scope.isJoined(Access.READ_ONLY)) {
            throw new IllegalStateException("A garbage collection runs its own transactions, but this thread is in one"
                    + " already. End that one first.");
        }
        return new GarbageCollector(
                new OwnTransactions(),
                new GarbageCollector.Request(
                        roots.keys(scope.codec()),
                        roots.classNames(scope.codec()),
                        roots.isEmpty(),
                        grace,
                        batch,
                        progress));
    }

    private final class OwnTransactions implements GarbageCollector.Transactions {
        @Override
        public <R extends @Nullable Object> R read(Function<BackendTransaction, R> work) {
            return scope.run(Work.READ_TRANSACTION, unit -> work.apply(unit.backend()));
        }

        @Override
        public <R extends @Nullable Object> R write(Function<BackendTransaction, R> work) {
            return scope.run(Work.WRITE, unit -> work.apply(unit.backend()));
        }
    }
}

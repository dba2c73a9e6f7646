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
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The garbage of a store: objects that no root reaches by references. Immutable: {@link #grace}, {@link #dryRun},
 * {@link #batch} and {@link #onProgress} return another instance, which collects in that way.
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

    /** One hour of grace; deletes. */
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
     * Treats objects that were saved within {@code period} before the collection as roots, so that an object which an
     * application has saved, and will refer to in a moment, is left alone. One hour by default.
     *
     * @param period zero for none
     * @throws IllegalArgumentException if it is negative
     */
    public Garbage grace(Duration period) {
        if (period.isNegative()) {
            throw new IllegalArgumentException("A grace period is not negative, as " + period + " is");
        }
        return new Garbage(scope, period, dryRun, batch, progress);
    }

    /** Only finds out what would be deleted, in one transaction that reads. */
    public Garbage dryRun() {
        return new Garbage(scope, grace, true, batch, progress);
    }

    /**
     * Deletes at most so many objects in one transaction; 1,000 by default. It deletes fewer if they take longer than
     * some hundredths of a second. Objects that refer to each other in a cycle are deleted together. On SQLite, larger
     * cycles, and all garbage if it is more than 50 times as much, are deleted in parts that no transaction can bring
     * back meanwhile.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Garbage batch(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("A transaction deletes at least 1 object, not " + most);
        }
        return new Garbage(scope, grace, dryRun, most, progress);
    }

    /**
     * Notifies {@code listener} how far the collection is: while all references are read, in the transaction that reads
     * them, and then after each transaction that deletes. It runs on the thread that collects. What it throws ends the
     * collection; what was deleted by then stays deleted.
     */
    public Garbage onProgress(Consumer<GarbageReport.Progress> listener) {
        return new Garbage(scope, grace, dryRun, batch, listener);
    }

    /**
     * Deletes all objects that no root reaches by references, wherever these stand in documents.
     *
     * <p>Other transactions continue meanwhile. One transaction that reads finds the garbage, and many short ones
     * delete it, objects that refer to others before these. Each of them checks again whether other objects refer to
     * the garbage, or whether it was saved since; then it is spared, with all that it refers to. So no object that is
     * kept ever loses what it refers to. Much garbage on SQLite is deleted in another order, while transactions that
     * save or refer to some of it are refused with a {@link io.sepia.error.StorageBusyException}. Rules for deletion
     * ({@code onDelete}) do not apply, because all referrers of garbage are garbage. Deletions are logged and told to
     * listeners as all others.
     *
     * <p>It holds all ids in memory, and some 60 bytes more for each object and 12 for each reference.
     *
     * @return what was deleted, or would be
     * @throws IllegalStateException inside a transaction of this store, or one that it has joined
     * @throws io.sepia.error.ObjectNotFoundException if a named root is not stored; nothing is deleted then
     * @throws IllegalArgumentException if none of the classes that were named as roots has an object; nothing is
     *     deleted then
     * @throws io.sepia.error.MappingException if a class cannot be stored, or an object was never saved
     * @throws io.sepia.error.StorageBusyException if others are in the way for too long, or begin another collection;
     *     what was deleted by then stays deleted, here and below
     * @throws io.sepia.error.StorageClosedException if the store is closed meanwhile
     * @throws io.sepia.error.StorageFailureException if the thread is interrupted, the store was opened to read only,
     *     or the database fails
     */
    public GarbageReport collect(Roots roots) {
        GarbageCollector collector = collector(roots);
        return dryRun ? collector.dryRun() : collector.collect();
    }

    /** As {@link #whyAlive(ObjectKey, Roots)}, for an object of a class. */
    public List<ObjectKey> whyAlive(Class<?> type, Object id, Roots roots) {
        return whyAlive(scope.codec().model(type).key(id), roots);
    }

    /**
     * Explains why a garbage collection from {@code roots} would not delete an object: a shortest path to it from a
     * root, or from an object that was saved within the grace period.
     *
     * @return the keys on the path, from the root to the object; empty if it would be deleted, or is not stored
     * @throws IllegalStateException as {@link #collect}; other errors as there
     */
    public List<ObjectKey> whyAlive(ObjectKey key, Roots roots) {
        return collector(roots).whyAlive(key);
    }

    /** Resumes a collection that was interrupted by a crash, or leaves that to the next one. */
    void resume(StorageBackend backend) {
        try {
            if (backend.<Boolean>read(GarbageCollector::isSealed)) {
                collector(Roots.NONE).finishSealed();
            }
        } catch (StorageFailureException | RetryableException e) {
            LOG.log(System.Logger.Level.INFO, "A garbage collection that was killed is finished by the next one", e);
        }
    }

    private GarbageCollector collector(Roots roots) {
        if (scope.isJoined(Access.READ_ONLY)) {
            throw new IllegalStateException("Garbage is collected in transactions of its own, and this thread is in one"
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

package io.sepia.internal.backend.snapshot;

import io.sepia.document.ObjectKey;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendStats;
import io.sepia.internal.backend.Capability;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.WriteRecorder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A backend whose committed state is one immutable {@link Snapshot}. A reading transaction holds a reference to one and
 * never waits. A writing transaction, of which there is one at a time, changes a snapshot of its own, and
 * {@code commit} replaces the committed one by it. See decision 0002.
 *
 * <p>Thread-safe.
 */
public abstract class SnapshotStorage implements StorageBackend {
    private static final System.Logger LOG = System.getLogger(SnapshotStorage.class.getName());

    private final String name;
    private final long busyTimeout;
    private final long queryTimeout;

    /**
     * The write lock, granted in the order of requests. A semaphore, because a transaction may end on another thread.
     */
    private final Semaphore writeLock = new Semaphore(1, true);
    /** The last thread that used the writing transaction. It would wait for itself if it began another. */
    private volatile @Nullable Thread writer;

    /** Guards all fields that are not final, and every change of the committed state. */
    private final Object lock = new Object();

    private final WriteRecorder recorder = new WriteRecorder();

    /** The number of transactions that run or wait for the write lock. */
    private int running;
    /** The number of steps in which the backend uses its resources. */
    private int using;
    /** Whether {@link #acquire} was called and not undone yet. */
    private boolean acquired;

    private boolean released;
    private volatile Phase phase = Phase.OPEN;

    /** An open store begins transactions. A closing store only lets running ones end. A closed store refuses both. */
    private enum Phase {
        OPEN,
        CLOSING,
        CLOSED
    }

    /**
     * Creates an open store.
     *
     * @param name the name by which the backend is configured
     * @param busyTimeout milliseconds that a writing transaction waits for the write lock, and close for running
     *     transactions
     * @param queryTimeout milliseconds that a query or a count may take; 0 for no limit
     */
    protected SnapshotStorage(String name, long busyTimeout, long queryTimeout) {
        this.name = name;
        this.busyTimeout = busyTimeout;
        this.queryTimeout = queryTimeout;
    }

    /**
     * The result of a transaction that commits.
     *
     * @param before the state that the transaction began with
     * @param after the new committed state
     * @param touched the keys of all documents that may differ between the two
     * @param versions the versions at which the transaction read documents that it replaced or deleted, as far as other
     *     programs can change those
     */
    public record Commit(Snapshot before, Snapshot after, Set<ObjectKey> touched, Map<ObjectKey, Long> versions) {}

    /**
     * Returns the committed state. Called when a transaction begins; for one that writes, when it has the write lock.
     */
    protected abstract Snapshot committed();

    /**
     * Makes {@code commit} the committed state, durably if the backend is durable, or throws. Requires the write lock.
     */
    protected abstract void commit(Commit commit);

    /** Releases all resources. Called once, when no transaction can use them any more. */
    protected abstract void release();

    /**
     * Waits for other stores and processes that write. Called with this store's write lock.
     *
     * @param deadline the {@link System#nanoTime} until which to wait
     */
    protected void acquire(long deadline) {}

    /** Undoes {@link #acquire}. */
    protected void giveBack() {}

    /** Returns the milliseconds that a writing transaction waits for the write lock. */
    protected final long busyTimeout() {
        return busyTimeout;
    }

    final long queryTimeout() {
        return queryTimeout;
    }

    /** Returns the store's name for messages. */
    protected String described() {
        return "backend " + name;
    }

    @Override
    public final String name() {
        return name;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException at once, if this thread was the last to use a writing transaction that has not
     *     ended
     */
    @Override
    public final SnapshotTransaction begin(Access access) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(busyTimeout);
        synchronized (lock) {
            requirePhase(Phase.OPEN);
            running++;
        }
        boolean begun = false;
        try {
            if (access == Access.READ_WRITE) {
                acquireWriteLock(deadline);
            }
            begun = true;
        } finally {
            if (!begun) {
                leave();
            }
        }
        try {
            SnapshotTransaction transaction = new SnapshotTransaction(this, access, committed());
            if (access == Access.READ_WRITE) {
                writer = Thread.currentThread();
            }
            return transaction;
        } catch (Throwable e) {
            ended(access);
            throw e;
        }
    }

    /**
     * Runs a step in which the backend uses its resources. If the store is closed during the step, they are released
     * after it.
     *
     * @param latest the last phase in which the step may begin
     */
    private void use(Phase latest, Runnable step) {
        synchronized (lock) {
            requirePhase(latest);
            using++;
        }
        try {
            step.run();
        } finally {
            synchronized (lock) {
                using--;
            }
            try {
                releaseUnused();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "Closing " + described() + " after its last use failed", e);
            }
        }
    }

    private void requirePhase(Phase latest) {
        if (phase.compareTo(latest) > 0) {
            throw closed();
        }
    }

    private void acquireWriteLock(long deadline) {
        if (writer == Thread.currentThread()) {
            throw new IllegalStateException(
                    "This thread holds a writing transaction of " + described()
                            + " already and would wait for itself. Write through that transaction, or close it before beginning another.");
        }
        // With an empty queue there is no wait, so an interrupted thread may still write.
        if (!writeLock.hasQueuedThreads() && writeLock.tryAcquire()) {
            acquireToo(deadline);
            return;
        }
        long begin = System.nanoTime();
        try {
            if (!writeLock.tryAcquire(deadline - begin, TimeUnit.NANOSECONDS)) {
                requirePhase(Phase.OPEN);
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageFailureException(
                    "The thread was interrupted while it waited for the write lock of " + described()
                            + ". Nothing was stored; run the transaction again if it is still wanted.",
                    e);
        }
        recorder.waited(System.nanoTime() - begin);
        acquireToo(deadline);
    }

    private void acquireToo(long deadline) {
        boolean done = false;
        try {
            use(Phase.OPEN, () -> {
                acquire(deadline);
                synchronized (lock) {
                    acquired = true;
                }
            });
            done = true;
        } finally {
            if (!done) {
                writeLock.release();
            }
        }
    }

    /** Returns whether a single transaction runs. */
    protected final boolean isAlone() {
        synchronized (lock) {
            return running == 1;
        }
    }

    /** Returns the error for a write lock that was not granted in time. */
    protected final StorageBusyException busy() {
        return new StorageBusyException("Another transaction has been writing to " + described()
                + " for longer than busy_timeout, " + busyTimeout
                + " ms. Run this one again, keep writing transactions short, or raise busy_timeout.");
    }

    @Override
    public final void keepChanges(boolean keep) {
        try (SnapshotTransaction transaction = begin(Access.READ_WRITE)) {
            transaction.write(snapshot -> {
                boolean kept = snapshot.changes().log() != null;
                Snapshot next = keep ? snapshot.keepingChanges() : snapshot.with(ChangeHistory.NONE);
                return new SnapshotTransaction.Written(kept == keep ? snapshot : next, 0);
            });
            transaction.commit();
        }
    }

    /** Returns empty unless overridden: a store in memory has no capabilities. */
    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        return Optional.empty();
    }

    /** Records that the calling thread uses the writing transaction. */
    final void usedByThisThread() {
        writer = Thread.currentThread();
    }

    /** Returns whether running transactions have been cut off. */
    final boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    /** Makes the result of a transaction the committed state. Requires the write lock. */
    final void publish(Commit commit) {
        use(Phase.CLOSING, () -> {
            commit(commit);
            recorder.committed(1);
        });
    }

    @Override
    public BackendStats stats() {
        requirePhase(Phase.OPEN);
        return new BackendStats(recorder.stats());
    }

    /** Must be called once by each transaction when it ends. Does not throw: the outcome stands already. */
    final void ended(Access access) {
        try {
            if (access == Access.READ_WRITE) {
                writer = null;
                try {
                    use(Phase.CLOSED, this::giveBackAcquired);
                } finally {
                    writeLock.release();
                }
            }
        } finally {
            leave();
        }
    }

    private void leave() {
        synchronized (lock) {
            running--;
            lock.notifyAll();
        }
    }

    private void giveBackAcquired() {
        synchronized (lock) {
            if (!acquired) {
                return;
            }
            acquired = false;
        }
        try {
            giveBack();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "The write lock of " + described() + " could not be given back", e);
        }
    }

    /** Returns the error for the use of a closed store. */
    protected final StorageClosedException closed() {
        return new StorageClosedException(
                "The store on " + described() + " is closed. Open a new one; close it after its last use.");
    }

    /**
     * {@inheritDoc}
     *
     * <p>Waits up to {@code busy_timeout}, then rolls back the transactions that still run. A commit that has begun is
     * completed; the resources that it uses, the write lock among them, are released after it.
     */
    @Override
    public final void close() {
        synchronized (lock) {
            if (phase != Phase.OPEN) {
                return;
            }
            phase = Phase.CLOSING;
            awaitEndOfTransactions();
            phase = Phase.CLOSED;
        }
        releaseUnused();
    }

    /** Releases the resources of a closed store, on behalf of the transactions that were cut off too. */
    private void releaseUnused() {
        synchronized (lock) {
            if (phase != Phase.CLOSED || using > 0 || released) {
                return;
            }
            released = true;
        }
        giveBackAcquired();
        release();
    }

    private void awaitEndOfTransactions() {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(busyTimeout);
        try {
            for (long left; running > 0 && (left = deadline - System.nanoTime()) > 0; ) {
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
        } catch (InterruptedException e) {
            // An interrupt ends the wait but not the closing; the caller finds the flag set again.
            Thread.currentThread().interrupt();
        }
    }
}

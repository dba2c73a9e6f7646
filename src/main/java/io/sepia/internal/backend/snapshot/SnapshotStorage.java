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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A backend whose committed state is one immutable {@link Snapshot}. A reading transaction is a pointer to one and
 * never waits; a writing transaction, one at a time, works on a snapshot of its own that {@code commit} puts in the
 * place of the committed one.
 *
 * <p>Thread-safe.
 */
public abstract class SnapshotStorage implements StorageBackend {
    private final String name;
    private final long busyTimeout;
    private final long queryTimeout;

    /** The right to write, in the order of asking. A semaphore, because a transaction may end on another thread. */
    private final Semaphore turn = new Semaphore(1, true);
    /** The thread that last used the writing transaction: it would wait for itself if it began another. */
    private volatile @Nullable Thread writer;

    /** Guards {@link #phase}, {@link #running} and every change of the committed state. */
    private final Object lock = new Object();

    private final WriteRecorder recorder = new WriteRecorder();

    private int running;
    private volatile Phase phase = Phase.OPEN;

    /**
     * An open store begins transactions; a closing one lets those that run come to their end; a closed one does not.
     */
    private enum Phase {
        OPEN,
        CLOSING,
        CLOSED
    }

    /**
     * A store that is open.
     *
     * @param name by which the backend is configured
     * @param busyTimeout milliseconds that a writing transaction waits for its turn, and close for running ones
     * @param queryTimeout milliseconds that a query or a count may take; 0 for as long as it takes
     */
    protected SnapshotStorage(String name, long busyTimeout, long queryTimeout) {
        this.name = name;
        this.busyTimeout = busyTimeout;
        this.queryTimeout = queryTimeout;
    }

    /**
     * What a transaction that has committed leads to.
     *
     * @param before the state that it began with
     * @param after what is to be the committed state
     * @param touched the keys of all documents that may differ between the two
     */
    public record Commit(Snapshot before, Snapshot after, Set<ObjectKey> touched) {}

    /**
     * The committed state now. Called for each transaction when it begins, for one that writes when it has its turn.
     */
    protected abstract Snapshot committed();

    /**
     * Makes {@code commit} the committed state, durably where the backend is durable, or throws. Called by whoever has
     * the turn to write.
     */
    protected abstract void commit(Commit commit);

    /** Frees what the store holds, once, when no transaction can use it any more. */
    protected abstract void release();

    /**
     * Waits for others than the transactions of this store, which has its turn.
     *
     * @param deadline the {@link System#nanoTime} until which to wait
     */
    protected void acquire(long deadline) {}

    /** Undoes {@link #acquire}. */
    protected void giveBack() {}

    /** Milliseconds that a writing transaction waits for its turn. */
    protected final long busyTimeout() {
        return busyTimeout;
    }

    final long queryTimeout() {
        return queryTimeout;
    }

    /** How messages call the store. */
    protected String described() {
        return "backend " + name;
    }

    /** Whether other transactions run than the one that asks, so that what they see must stay. */
    protected final boolean othersRun() {
        synchronized (lock) {
            return running > 1;
        }
    }

    @Override
    public final String name() {
        return name;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException at once, if a writing transaction was last used by this thread and did not end
     */
    @Override
    public final SnapshotTransaction begin(Access access) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(busyTimeout);
        if (access == Access.READ_WRITE) {
            takeTurn(deadline);
        }
        synchronized (lock) {
            if (phase != Phase.OPEN) {
                giveTurnBack(access);
                throw closed();
            }
            running++;
        }
        boolean begun = false;
        try {
            if (access == Access.READ_WRITE) {
                writer = Thread.currentThread();
            }
            SnapshotTransaction transaction = new SnapshotTransaction(this, access, committed());
            begun = true;
            return transaction;
        } finally {
            if (!begun) {
                ended(access);
            }
        }
    }

    private void takeTurn(long deadline) {
        if (writer == Thread.currentThread()) {
            throw new IllegalStateException(
                    "This thread holds a writing transaction of " + described()
                            + " already and would wait for itself. Write through that transaction, or close it before beginning another.");
        }
        // Without a queue there is nothing to wait for, and an interrupted thread may still write.
        if (!turn.hasQueuedThreads() && turn.tryAcquire()) {
            acquireToo(deadline);
            return;
        }
        long begin = System.nanoTime();
        try {
            if (!turn.tryAcquire(deadline - begin, TimeUnit.NANOSECONDS)) {
                if (phase != Phase.OPEN) {
                    throw closed();
                }
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageFailureException(
                    "The thread was interrupted while it waited for its turn to write to " + described()
                            + ". Nothing was stored; run the transaction again if it is still wanted.",
                    e);
        }
        recorder.waited(System.nanoTime() - begin);
        acquireToo(deadline);
    }

    private void acquireToo(long deadline) {
        boolean acquired = false;
        try {
            acquire(deadline);
            acquired = true;
        } finally {
            if (!acquired) {
                turn.release();
            }
        }
    }

    /** The error for a turn that did not come in time. */
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

    /** Empty unless overridden: the documents are in memory already. */
    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        return Optional.empty();
    }

    /** Notes that the calling thread uses the writing transaction. */
    final void usedByThisThread() {
        writer = Thread.currentThread();
    }

    /** Tells whether transactions that still run have been cut off. */
    final boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    /** Makes what a transaction led to the committed state. The caller holds the turn. */
    final void publish(Commit commit) {
        if (phase == Phase.CLOSED) {
            throw closed();
        }
        commit(commit);
        recorder.committed(1);
    }

    @Override
    public BackendStats stats() {
        if (phase != Phase.OPEN) {
            throw closed();
        }
        return new BackendStats(recorder.stats());
    }

    /** Called once by each transaction when it ends. */
    final void ended(Access access) {
        giveTurnBack(access);
        synchronized (lock) {
            running--;
            lock.notifyAll();
        }
    }

    private void giveTurnBack(Access access) {
        if (access == Access.READ_WRITE) {
            writer = null;
            try {
                giveBack();
            } finally {
                turn.release();
            }
        }
    }

    final StorageClosedException closed() {
        return new StorageClosedException(
                "The store on " + described() + " is closed. Open a new one; close it after its last use.");
    }

    /**
     * {@inheritDoc}
     *
     * <p>Waits up to {@code busy_timeout}; transactions that still run then are rolled back.
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
        release();
    }

    private void awaitEndOfTransactions() {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(busyTimeout);
        try {
            for (long left; running > 0 && (left = deadline - System.nanoTime()) > 0; ) {
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
        } catch (InterruptedException e) {
            // Whoever interrupts wants an end of waiting: closing goes on, the flag stays for the caller.
            Thread.currentThread().interrupt();
        }
    }
}

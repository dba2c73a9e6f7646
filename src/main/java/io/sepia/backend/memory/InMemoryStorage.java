package io.sepia.backend.memory;

import io.sepia.backend.Access;
import io.sepia.backend.ForeignCommits;
import io.sepia.backend.StorageBackend;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageFailureException;
import io.sepia.option.Option;
import io.sepia.option.Options;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A backend that keeps its documents in the heap, for tests and prototypes. It behaves like the others except that
 * {@link #close} forgets everything and that no other process can share it.
 *
 * <p>The committed state is one immutable {@link Snapshot}. A reading transaction is a pointer to one and never waits;
 * a writing transaction, one at a time, works on a snapshot of its own that {@code commit} puts in the place of the
 * committed one.
 *
 * <p>Thread-safe.
 */
public final class InMemoryStorage implements StorageBackend {
    private static final Option<Long> BUSY_TIMEOUT = Option.number(
            "busy_timeout",
            5_000,
            0,
            3_600_000,
            "Milliseconds that a writing transaction waits for its turn, and close for running transactions.");

    private final long busyTimeout;

    /** The right to write, in the order of asking. A semaphore, because a transaction may end on another thread. */
    private final Semaphore turn = new Semaphore(1, true);
    /** The thread that last used the writing transaction: it would wait for itself if it began another. */
    private volatile @Nullable Thread writer;

    private volatile Snapshot committed = Snapshot.EMPTY;

    /** Guards {@link #phase}, {@link #running} and every change of {@link #committed}. */
    private final Object lock = new Object();

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

    private InMemoryStorage(Options options) {
        this.busyTimeout = options.get(BUSY_TIMEOUT);
    }

    /**
     * Opens a new, empty store.
     *
     * @param options values of {@link #options}
     * @throws io.sepia.error.ConfigurationException if an option is unknown or its value not allowed
     */
    public static InMemoryStorage open(Map<String, ?> options) {
        return new InMemoryStorage(Options.parse("backend memory", options(), options));
    }

    /** What can be configured: {@code busy_timeout} only. */
    public static List<Option<?>> options() {
        return List.of(BUSY_TIMEOUT);
    }

    @Override
    public String name() {
        return "memory";
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException at once, if a writing transaction was last used by this thread and did not end
     */
    @Override
    public InMemoryTransaction begin(Access access) {
        if (access == Access.READ_WRITE) {
            takeTurn();
        }
        synchronized (lock) {
            if (phase != Phase.OPEN) {
                if (access == Access.READ_WRITE) {
                    turn.release();
                }
                throw closed();
            }
            running++;
        }
        if (access == Access.READ_WRITE) {
            writer = Thread.currentThread();
        }
        return new InMemoryTransaction(this, access, committed);
    }

    private void takeTurn() {
        if (writer == Thread.currentThread()) {
            throw new IllegalStateException(
                    "This thread holds a writing transaction of backend memory already and would"
                            + " wait for itself. Write through that transaction, or close it before beginning another.");
        }
        // Without a queue there is nothing to wait for, and an interrupted thread may still write.
        if (!turn.hasQueuedThreads() && turn.tryAcquire()) {
            return;
        }
        try {
            if (!turn.tryAcquire(busyTimeout, TimeUnit.MILLISECONDS)) {
                if (phase != Phase.OPEN) {
                    throw closed();
                }
                throw new StorageBusyException("Another transaction has been writing to backend memory for longer than"
                        + " busy_timeout, " + busyTimeout
                        + " ms. Run this one again, keep writing transactions short, or"
                        + " raise busy_timeout.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageFailureException(
                    "The thread was interrupted while it waited for its turn to write to backend memory. Nothing was"
                            + " stored; run the transaction again if it is still wanted.",
                    e);
        }
    }

    @Override
    public void keepChanges(boolean keep) {
        try (InMemoryTransaction transaction = begin(Access.READ_WRITE)) {
            transaction.write(snapshot -> {
                boolean kept = snapshot.changes().log() != null;
                Snapshot next = keep ? snapshot.keepingChanges() : snapshot.with(ChangeHistory.NONE);
                return new InMemoryTransaction.Written(kept == keep ? snapshot : next, 0);
            });
            transaction.commit();
        }
    }

    /** Empty: the documents are in memory already. */
    @Override
    public Optional<ForeignCommits> foreignCommits() {
        return Optional.empty();
    }

    /** Notes that the calling thread uses the writing transaction. */
    void usedByThisThread() {
        writer = Thread.currentThread();
    }

    /** Tells whether transactions that still run have been cut off. */
    boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    /** Makes {@code next} the committed state. The caller holds the turn. */
    void publish(Snapshot next) {
        synchronized (lock) {
            if (phase == Phase.CLOSED) {
                throw closed();
            }
            committed = next;
        }
    }

    /** Called once by each transaction when it ends. */
    void ended(Access access) {
        if (access == Access.READ_WRITE) {
            writer = null;
            turn.release();
        }
        synchronized (lock) {
            running--;
            lock.notifyAll();
        }
    }

    StorageClosedException closed() {
        return new StorageClosedException(
                "Backend memory is closed, and what it held is gone. Open a new one; close it after its last use.");
    }

    /**
     * {@inheritDoc}
     *
     * <p>Waits up to {@code busy_timeout}; transactions that still run then are rolled back. All documents are
     * forgotten.
     */
    @Override
    public void close() {
        synchronized (lock) {
            if (phase != Phase.OPEN) {
                return;
            }
            phase = Phase.CLOSING;
            awaitEndOfTransactions();
            phase = Phase.CLOSED;
            committed = Snapshot.EMPTY;
        }
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

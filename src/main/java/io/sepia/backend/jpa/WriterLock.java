package io.sepia.backend.jpa;

import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets one transaction at a time write to a file, in the order of arrival, among all stores of this JVM on that file.
 * Waiting here is fair and costs nothing; waiting for SQLite's own lock polls, and lets the lucky win. It may be
 * released by another thread than the one that acquired it.
 */
final class WriterLock {
    private static final Map<Object, WriterLock> LOCKS = new HashMap<>();

    private final Object file;
    private final Semaphore turn = new Semaphore(1, true);
    private volatile @Nullable Thread owner;
    private int stores;

    private WriterLock(Object file) {
        this.file = file;
    }

    /**
     * The lock of a file, shared by all stores on it. Give it back with {@link #leave}.
     *
     * @param file what identifies the file, whatever path leads to it
     */
    static WriterLock join(Object file) {
        synchronized (LOCKS) {
            WriterLock lock = LOCKS.computeIfAbsent(file, WriterLock::new);
            lock.stores++;
            return lock;
        }
    }

    void leave() {
        synchronized (LOCKS) {
            if (--stores == 0) {
                LOCKS.remove(file);
            }
        }
    }

    /**
     * Waits for the turn to write.
     *
     * @throws IllegalStateException if the thread holds the lock already and would wait for itself
     * @throws StorageBusyException if the turn does not come within {@code timeoutMillis}
     */
    void acquire(long timeoutMillis, String store) {
        if (owner == Thread.currentThread()) {
            throw new IllegalStateException("This thread is in a transaction that writes to " + store
                    + " and would wait for itself. Use that transaction, or end it first.");
        }
        try {
            if (!turn.tryAcquire(timeoutMillis, TimeUnit.MILLISECONDS)) {
                throw new StorageBusyException(
                        "Other transactions wrote to " + store + " for longer than busy_timeout (" + timeoutMillis
                                + " ms). Run the transaction again, or raise busy_timeout.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageFailureException(
                    "The thread was interrupted while it waited to write to " + store + ". Nothing was stored.", e);
        }
        owner = Thread.currentThread();
    }

    /** Takes the turn if nobody has it or waits for it. */
    boolean tryAcquire() {
        return turn.tryAcquire();
    }

    void release() {
        owner = null;
        turn.release();
    }
}

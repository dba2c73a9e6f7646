package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageException;
import io.sepia.internal.backend.WriteLockErrors;
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
public final class WriterLock {
    private static final System.Logger LOG = System.getLogger(WriterLock.class.getName());
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
    public static WriterLock join(Object file) {
        synchronized (LOCKS) {
            WriterLock lock = LOCKS.computeIfAbsent(file, WriterLock::new);
            lock.stores++;
            return lock;
        }
    }

    public void leave() {
        synchronized (LOCKS) {
            if (--stores == 0) {
                LOCKS.remove(file);
            }
        }
    }

    /**
     * Waits for the turn to write.
     *
     * @param deadline the {@link System#nanoTime} until which to wait
     * @param timeoutMillis how long that is in all, for messages
     * @return how long it waited, in nanoseconds
     * @throws IllegalStateException if the thread holds the lock already and would wait for itself
     * @throws StorageBusyException if the turn does not come in time
     */
    public long acquire(long deadline, long timeoutMillis, String store) {
        checkNotHeldByThisThread(store);
        long waited = 0;
        if (!tryAcquire()) {
            long begin = System.nanoTime();
            try {
                if (!turn.tryAcquire(deadline - begin, TimeUnit.NANOSECONDS)) {
                    throw WriteLockErrors.busy(store, timeoutMillis);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw WriteLockErrors.interrupted(store, e);
            }
            waited = System.nanoTime() - begin;
        }
        owner = Thread.currentThread();
        return waited;
    }

    /**
     * Checks that waiting for the lock makes sense.
     *
     * @throws IllegalStateException if the thread holds the lock already and would wait for itself
     */
    void checkNotHeldByThisThread(String store) {
        if (owner == Thread.currentThread()) {
            throw new IllegalStateException("This thread is in a transaction that writes to " + store
                    + " and would wait for itself. Use that transaction, or end it first.");
        }
    }

    /** As {@link #acquire}, even if the thread is interrupted; tells whether the turn came in {@code millis}. */
    boolean acquireUninterrupted(long millis, String store) {
        boolean interrupted = Thread.interrupted();
        try {
            acquire(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), millis, store);
            return true;
        } catch (StorageException | IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "The turn to write to " + store + " does not come", e);
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Takes the turn if nobody has it or waits for it. */
    boolean tryAcquire() {
        // Whoever takes a turn that was just given back would overtake those in line.
        return !turn.hasQueuedThreads() && turn.tryAcquire();
    }

    public void release() {
        owner = null;
        turn.release();
    }
}

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
 * The write lock of a file within this JVM. It admits one transaction at a time, in the order of arrival, among all
 * stores of the JVM on that file. Queueing here is fair and costs nothing, while SQLite's own lock is polled for and
 * not granted fairly. Any thread may release the lock.
 */
public final class WriterLock {
    private static final System.Logger LOG = System.getLogger(WriterLock.class.getName());
    private static final Map<Object, WriterLock> LOCKS = new HashMap<>();

    private final Object file;
    private final Semaphore semaphore = new Semaphore(1, true);
    private volatile @Nullable Thread owner;
    /** The {@link System#nanoTime} since when the owner has the lock. */
    private volatile long since;

    private volatile int stores;

    private WriterLock(Object file) {
        this.file = file;
    }

    /**
     * Returns the lock of a file, which all stores on it share. It must be returned with {@link #leave}.
     *
     * @param file the identity of the file, independent of the path
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
            stores--;
            removeUnused();
        }
    }

    /** Removes the lock when no store is left that could wait for it or hold it. */
    private void removeUnused() {
        if (stores == 0 && semaphore.availablePermits() > 0) {
            LOCKS.remove(file, this);
        }
    }

    /**
     * Blocks until the lock is acquired.
     *
     * @param deadline the {@link System#nanoTime} until which to wait
     * @param timeoutMillis the total time to wait, for messages
     * @return how long the thread waited, in nanoseconds
     * @throws IllegalStateException if the thread already holds the lock and would wait for itself
     * @throws StorageBusyException if the lock was not acquired in time
     */
    public long acquire(long deadline, long timeoutMillis, String store) {
        checkNotHeldByThisThread(store);
        long waited = 0;
        if (!tryAcquire()) {
            long begin = System.nanoTime();
            try {
                if (!semaphore.tryAcquire(deadline - begin, TimeUnit.NANOSECONDS)) {
                    throw busy(store, timeoutMillis, begin);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw WriteLockErrors.interrupted(store, e);
            }
            waited = System.nanoTime() - begin;
        }
        since = System.nanoTime();
        owner = Thread.currentThread();
        return waited;
    }

    private StorageBusyException busy(String store, long timeoutMillis, long begin) {
        Thread holder = owner;
        long held = since;
        if (holder == null) {
            return WriteLockErrors.busy(store, timeoutMillis);
        }
        return held - begin <= 0
                ? WriteLockErrors.held(store, timeoutMillis, holder, System.nanoTime() - held)
                : WriteLockErrors.passed(store, timeoutMillis, holder);
    }

    boolean isHeldByThisThread() {
        return owner == Thread.currentThread();
    }

    /**
     * Checks that this thread does not hold the lock.
     *
     * @throws IllegalStateException if the thread already holds the lock and would wait for itself
     */
    void checkNotHeldByThisThread(String store) {
        if (isHeldByThisThread()) {
            throw new IllegalStateException("This thread is in another transaction that holds the write lock of "
                    + store + " and would wait for itself. Use that transaction, or end it first.");
        }
    }

    /**
     * Does the same as {@link #acquire}, even if the thread is interrupted. Returns whether the lock was acquired in
     * {@code millis}.
     */
    boolean acquireUninterrupted(long millis, String store) {
        boolean interrupted = Thread.interrupted();
        try {
            acquire(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), millis, store);
            return true;
        } catch (StorageException | IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "The write lock of " + store + " was not acquired", e);
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Acquires the lock if it is free and no thread is waiting for it. */
    boolean tryAcquire() {
        // Without the first check, this thread could overtake those in the queue.
        return !semaphore.hasQueuedThreads() && semaphore.tryAcquire();
    }

    public void release() {
        owner = null;
        semaphore.release();
        if (stores == 0) {
            synchronized (LOCKS) {
                removeUnused();
            }
        }
    }
}

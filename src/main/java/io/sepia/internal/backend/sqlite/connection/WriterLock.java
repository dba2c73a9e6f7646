package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.LibraryLock;
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
    private final @Nullable LibraryLock library;
    private final Semaphore semaphore = new Semaphore(1, true);
    private volatile @Nullable Thread owner;
    /** The {@link System#nanoTime} since when the owner has the lock. */
    private volatile long since;

    private volatile int stores;
    /** The connection that cannot be closed. While it is open, no other file gets the identity of this one. */
    private volatile @Nullable SqliteConnection abandoned;

    private WriterLock(Object file, String path) {
        this.file = file;
        this.library = file instanceof FileIdentity identity ? LibraryLock.acquire(identity.text(), path) : null;
    }

    /**
     * Returns the lock of a file, which all stores on it share. It must be returned with {@link #leave}.
     *
     * @param file a {@link FileIdentity}, or what stands for a database that has no file
     * @param path the file in messages
     * @throws io.sepia.error.ConfigurationException if another copy of the library has the file open
     * @throws StorageFailureException after {@link #abandon}
     */
    public static WriterLock join(Object file, String path) {
        synchronized (LOCKS) {
            WriterLock lock = LOCKS.computeIfAbsent(file, absent -> new WriterLock(absent, path));
            if (lock.abandoned != null) {
                throw new StorageFailureException(path + " cannot be opened in this process any more: its write-ahead"
                        + " log was deleted while a store had it open, and the connection that knows the deleted log"
                        + " could not be closed without changing the file. Restart the process.");
            }
            lock.stores++;
            return lock;
        }
    }

    /** Refuses the file to later stores, because a connection to it cannot be closed. */
    void abandon(SqliteConnection connection) {
        abandoned = connection;
        if (library != null) {
            library.abandon();
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
        if (stores == 0 && abandoned == null && semaphore.availablePermits() > 0) {
            LOCKS.remove(file, this);
            if (library != null) {
                library.release();
            }
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

    /** Returns whether several stores have joined the lock. */
    boolean isShared() {
        return stores > 1;
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

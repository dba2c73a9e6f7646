package io.sepia.internal.backend.file;

import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.LibraryLock;
import io.sepia.internal.backend.Polling;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The write lock of a directory. It admits one transaction at a time among all stores of this JVM, in the order of
 * their requests, and among all processes. All stores of the JVM on a directory share one open file, because closing
 * any file descriptor of it would release the lock. Any thread may release the lock.
 */
final class StoreLock {
    static final String NAME = ".sepia-lock";

    private static final Map<Path, StoreLock> LOCKS = new HashMap<>();

    private final Path root;
    private final Path file;
    private final LibraryLock library;
    private final Semaphore localLock = new Semaphore(1, true);
    private int stores;
    private @Nullable RandomAccessFile open;
    private @Nullable Object identity;
    private @Nullable FileLock lock;
    private @Nullable FileLock commitLock;

    private StoreLock(Path root) {
        this.root = root;
        this.file = root.resolve(NAME);
        this.library = LibraryLock.acquire(root.toString(), "The directory " + root);
    }

    /**
     * Returns the lock of a directory. It must be returned with {@link #leave}.
     *
     * @throws io.sepia.error.ConfigurationException if another copy of the library has the directory open
     */
    static StoreLock join(Path root) {
        synchronized (LOCKS) {
            StoreLock lock = LOCKS.computeIfAbsent(root, StoreLock::new);
            lock.stores++;
            return lock;
        }
    }

    void leave() throws IOException {
        synchronized (LOCKS) {
            if (--stores == 0) {
                LOCKS.remove(root);
                try {
                    closeFile();
                } finally {
                    library.release();
                }
            }
        }
    }

    /**
     * Acquires the lock. Creates the directory if it does not exist.
     *
     * @param deadline the {@link System#nanoTime} until which to wait
     * @return whether the lock was acquired in time
     */
    boolean acquire(long deadline) throws IOException {
        try {
            if (!localLock.tryAcquire() && !localLock.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        boolean acquired = false;
        try {
            acquired = lockFile(deadline);
            return acquired;
        } finally {
            if (!acquired) {
                localLock.release();
            }
        }
    }

    private boolean lockFile(long deadline) throws IOException {
        Places.createDirectories(root);
        long begin = System.nanoTime();
        while (true) {
            FileLock got = tryLock(0);
            if (got != null) {
                // The directory may have been removed and recreated, and then has another lock file.
                if (Objects.equals(identity, identity())) {
                    lock = got;
                    return true;
                }
                closeFile();
                continue;
            }
            long now = System.nanoTime();
            if (deadline - now <= 0) {
                return false;
            }
            // Not a sleep, which takes a millisecond at least.
            LockSupport.parkNanos(Math.min(deadline - now, Polling.pause(now - begin)));
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted(null);
            }
        }
    }

    /**
     * Acquires the lock for the commit of a transaction that holds the write lock. An application that copies the
     * directory with the lock file releases all locks of its process on the file, unnoticed, as POSIX wants it; this
     * lock is held for so short a time that a copy hardly meets it.
     *
     * @return whether it was acquired in time
     */
    boolean beginCommit(long deadline) throws IOException {
        long begin = System.nanoTime();
        while (true) {
            FileLock got = tryLock(1);
            if (got != null) {
                commitLock = got;
                return true;
            }
            long now = System.nanoTime();
            if (deadline - now <= 0) {
                return false;
            }
            LockSupport.parkNanos(Math.min(deadline - now, Polling.pause(now - begin)));
        }
    }

    void endCommit() throws IOException {
        FileLock held = commitLock;
        commitLock = null;
        if (held != null && held.acquiredBy().isOpen()) {
            held.release();
        }
    }

    /** Locks one byte of the file. Past versions lock all of them. */
    private @Nullable FileLock tryLock(long position) throws IOException {
        try {
            return opened().getChannel().tryLock(position, 1, false);
        } catch (OverlappingFileLockException e) {
            throw new StorageFailureException("The application has locked " + file + " itself. Release that lock.", e);
        }
    }

    private RandomAccessFile opened() throws IOException {
        RandomAccessFile held = open;
        if (held == null) {
            held = Places.open(file, "rw");
            open = held;
            identity = identity();
        }
        return held;
    }

    private @Nullable Object identity() throws IOException {
        if (!Places.exists(file)) {
            return null;
        }
        var attributes = Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class);
        return attributes.fileKey() == null ? file : attributes.fileKey();
    }

    private void closeFile() throws IOException {
        RandomAccessFile held = open;
        open = null;
        if (held != null) {
            held.close();
        }
    }

    private StorageFailureException interrupted(@Nullable InterruptedException e) {
        Thread.currentThread().interrupt();
        return new StorageFailureException(
                "The thread was interrupted while it waited for the write lock of " + root + ". Nothing was stored.",
                e);
    }

    void release() throws IOException {
        FileLock held = lock;
        lock = null;
        try {
            // A store that was closed during a transaction has closed the file and thereby released the lock.
            if (held != null && held.acquiredBy().isOpen()) {
                held.release();
            }
        } finally {
            localLock.release();
        }
    }
}

package io.sepia.internal.backend.hibernate;

import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How long a backend lives: until it is closed and the transactions that run then have ended. Thread-safe. */
public final class Lifetime {
    private static final System.Logger LOG = System.getLogger(Lifetime.class.getName());

    private final String name;
    private int running;
    private @Nullable Runnable atEnd;
    private boolean closed;
    private volatile boolean over;

    /** @param name what messages call the backend */
    public Lifetime(String name) {
        this.name = name;
    }

    /**
     * Counts a transaction that begins.
     *
     * @throws StorageClosedException if the backend is closed
     */
    public synchronized void enter() {
        checkOpen();
        running++;
    }

    /**
     * Checks that transactions may begin.
     *
     * @throws StorageClosedException if the backend is closed
     */
    synchronized void checkOpen() {
        if (closed) {
            throw new StorageClosedException("The store " + name + " is closed. Open it again to use it.");
        }
    }

    /** Counts a transaction that has ended. */
    public void leave() {
        Runnable last = null;
        synchronized (this) {
            running--;
            if (running == 0 && closed) {
                notifyAll();
                last = atEnd;
                atEnd = null;
            }
        }
        if (last != null) {
            try {
                last.run();
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "Closing " + name + " after its last transaction failed", e);
            }
        }
    }

    /**
     * Runs {@code last} when no transaction runs any more: now, or when the last one ends, on its thread. To be called
     * once, after {@link #close}.
     */
    public void atEnd(Runnable last) {
        synchronized (this) {
            if (running > 0) {
                atEnd = last;
                return;
            }
        }
        last.run();
    }

    /** Lets no transaction begin any more. Returns false if that was so before. */
    public synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    /**
     * Waits, after {@link #close}, for running transactions to end, but not if the thread is interrupted. Those that
     * have not ended then are over: {@link #checkNotOver} throws.
     *
     * @return how many are still running
     */
    public synchronized int awaitEnd(long timeoutMillis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        try {
            while (running > 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    break;
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        over = true;
        return running;
    }

    /**
     * As {@link #awaitEnd}, even if the thread is interrupted.
     *
     * @param timeoutMillis short
     */
    public int awaitEndUninterrupted(long timeoutMillis) {
        boolean interrupted = Thread.interrupted();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        int left;
        do {
            left = awaitEnd(Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            interrupted |= Thread.interrupted();
        } while (left > 0 && System.nanoTime() < deadline);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return left;
    }

    /** The error for what failed because the backend is closed, or because of something else. */
    public StorageException failed(String doing, RuntimeException error) {
        return isClosed()
                ? new StorageClosedException(
                        doing + " failed, because the store " + name + " was closed meanwhile.", error)
                : new StorageFailureException(doing + " failed: " + error.getMessage(), error);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /**
     * Checks that a transaction may still do something.
     *
     * @throws StorageClosedException if the backend waited for its end in vain
     */
    void checkNotOver(Supplier<String> doing) {
        if (over) {
            throw new StorageClosedException(doing.get() + " was refused, because the store " + name
                    + " was closed meanwhile. The transaction is rolled back; open the store again and repeat it.");
        }
    }
}

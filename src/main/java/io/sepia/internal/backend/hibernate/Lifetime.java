package io.sepia.internal.backend.hibernate;

import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.sql.Database;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lifetime of a backend, which ends when the backend is closed and its running transactions have ended.
 * Thread-safe.
 */
public final class Lifetime {
    private static final System.Logger LOG = System.getLogger(Lifetime.class.getName());

    private final String name;
    private int running;
    private @Nullable Runnable atEnd;
    private boolean closed;
    private volatile boolean over;

    /** @param name the backend's name in messages */
    public Lifetime(String name) {
        this.name = name;
    }

    /**
     * Counts the beginning of a transaction.
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

    /** Counts the end of a transaction. */
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
     * Runs {@code last} once no transaction is running: now, or on the thread that ends the last transaction. Must be
     * called once, after {@link #close}.
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

    /** Refuses new transactions from now on. Returns false if the backend was closed before. */
    public synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    /**
     * Waits for running transactions to end; called after {@link #close}. Stops waiting if the thread is interrupted.
     * Transactions that are still running then are over: {@link #checkNotOver} throws.
     *
     * @return the number of transactions that are still running
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
     * Waits as {@link #awaitEnd} does, but goes on if the thread is interrupted.
     *
     * @param timeoutMillis a short timeout, because an interrupt does not end it
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

    /**
     * Returns the exception for an operation that failed: a {@link StorageClosedException} if the backend is closed,
     * else a {@link StorageFailureException}.
     */
    public synchronized StorageException failed(String doing, RuntimeException error) {
        return closed
                ? new StorageClosedException(
                        doing + " failed, because the store " + name + " was closed concurrently.", error)
                : new StorageFailureException(doing + " failed: " + error.getMessage(), error);
    }

    /** Returns the exception as {@link #failed(String, RuntimeException)} does, translated by the database. */
    public StorageException failed(Database database, String doing, RuntimeException error) {
        SQLException sql = SqlErrors.behind(error);
        StorageException failure = failed(doing, error);
        return sql == null || failure instanceof StorageClosedException
                ? failure
                : database.translate(null, doing, sql);
    }

    /**
     * Checks that running transactions may go on.
     *
     * @throws StorageClosedException if the backend was closed and has stopped waiting for them
     */
    void checkNotOver(Supplier<String> doing) {
        if (over) {
            throw new StorageClosedException(doing.get() + " was refused, because the store " + name
                    + " was closed concurrently. The transaction is rolled back; open the store again and repeat it.");
        }
    }
}

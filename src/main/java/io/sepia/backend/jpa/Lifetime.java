package io.sepia.backend.jpa;

import io.sepia.error.StorageClosedException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** How long a backend lives: until it is closed and the transactions that run then have ended. Thread-safe. */
final class Lifetime {
    private final String name;
    private int running;
    private boolean closed;
    private volatile boolean over;

    /** @param name what messages call the backend */
    Lifetime(String name) {
        this.name = name;
    }

    /**
     * Counts a transaction that begins.
     *
     * @throws StorageClosedException if the backend is closed
     */
    synchronized void enter() {
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
    synchronized void leave() {
        running--;
        if (running == 0) {
            notifyAll();
        }
    }

    /** Lets no transaction begin any more. Returns false if that was so before. */
    synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    /**
     * Waits for running transactions to end, but not if the thread is interrupted. Those that have not ended then are
     * over: {@link #checkNotOver} throws.
     *
     * @return how many are still running
     */
    synchronized int awaitEnd(long timeoutMillis) {
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

package io.sepia.internal.engine;

import io.sepia.error.RetryableException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Retries of one piece of work within a time that counts from the first attempt. Confined to one thread. */
final class Retry {
    private static final long SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final long begin = System.nanoTime();
    private final long budgetNanos;
    private long pauseNanos = SHORTEST_NANOS;

    Retry(Duration budget) {
        // Limited to a year, so that differences of nanoTime do not overflow.
        this.budgetNanos = budget.compareTo(Duration.ofDays(365)) > 0
                ? Duration.ofDays(365).toNanos()
                : budget.toNanos();
    }

    /**
     * Pauses before another attempt, for a random and growing time, so that competing transactions do not collide
     * again.
     *
     * @throws RetryableException {@code failure}, if the time is used up or the thread is interrupted
     */
    void pause(RetryableException failure) {
        long left = budgetNanos - (System.nanoTime() - begin);
        if (left <= 0 || Thread.currentThread().isInterrupted()) {
            throw failure;
        }
        LockSupport.parkNanos(Math.min(left, ThreadLocalRandom.current().nextLong(pauseNanos) + 1));
        pauseNanos = Math.min(LONGEST_NANOS, pauseNanos * 2);
    }
}

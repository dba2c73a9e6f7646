package io.sepia.internal.engine;

import io.sepia.error.RetryableException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Retries of one piece of work within a time that counts from the first attempt. Confined to one thread. */
public final class Retry {
    private static final long SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final long begin = System.nanoTime();
    private final long budgetNanos;
    private long pauseNanos = SHORTEST_NANOS;

    public Retry(Duration budget) {
        // Limited to a year, so that differences of nanoTime do not overflow.
        this.budgetNanos = budget.compareTo(Duration.ofDays(365)) > 0
                ? Duration.ofDays(365).toNanos()
                : budget.toNanos();
    }

    /**
     * Runs work until it succeeds.
     *
     * @param onRetry runs before each attempt but the first
     * @throws RetryableException the failure of the last attempt, if the time is used up or the thread is interrupted
     */
    public <R extends @Nullable Object> R run(Supplier<R> work, Runnable onRetry) {
        while (true) {
            try {
                return work.get();
            } catch (RetryableException e) {
                pause(e);
                onRetry.run();
            }
        }
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

package io.sepia.internal.backend;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Intervals for polling a lock that other processes compete for and that the system grants in no particular order. They
 * are random, so that every process has a chance. They are shorter after the first 20 ms, so that the process that has
 * waited longest is likely to get the lock soon, and longer again after 2 s, when the lock is held for long. See
 * decision 0021.
 */
public final class Polling {
    /** The longest interval. */
    public static final long LONGEST_NANOS = TimeUnit.MICROSECONDS.toNanos(900);

    private static final long SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long EAGER_SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(40);
    private static final long EAGER_LONGEST_NANOS = TimeUnit.MICROSECONDS.toNanos(120);
    private static final long EAGER_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long EAGER_UNTIL_NANOS = TimeUnit.SECONDS.toNanos(2);

    private Polling() {}

    /**
     * Returns the nanoseconds to pause before the next attempt.
     *
     * @param waited the nanoseconds since the first attempt
     */
    public static long pause(long waited) {
        return waited > EAGER_AFTER_NANOS && waited < EAGER_UNTIL_NANOS
                ? between(EAGER_SHORTEST_NANOS, EAGER_LONGEST_NANOS)
                : between(SHORTEST_NANOS, LONGEST_NANOS);
    }

    private static long between(long shortest, long longest) {
        return ThreadLocalRandom.current().nextLong(shortest, longest);
    }
}

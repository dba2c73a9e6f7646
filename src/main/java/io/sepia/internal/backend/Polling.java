package io.sepia.internal.backend;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How often to ask for a lock that other processes want too and for which the system keeps no line. At random, so that
 * all have a chance; more often after the first slices of others, so that it soon goes to who has waited longest; and
 * no more often once somebody has it for long.
 */
public final class Polling {
    /** No pause takes longer. */
    public static final long LONGEST_NANOS = TimeUnit.MICROSECONDS.toNanos(900);

    private static final long SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long EAGER_SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(40);
    private static final long EAGER_LONGEST_NANOS = TimeUnit.MICROSECONDS.toNanos(120);
    private static final long EAGER_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long EAGER_UNTIL_NANOS = TimeUnit.SECONDS.toNanos(2);

    private Polling() {}

    /**
     * The nanoseconds to pause before asking again.
     *
     * @param waited for how many nanoseconds the lock was asked for so far
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

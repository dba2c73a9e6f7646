package io.sepia.internal.backend.file;

import java.util.concurrent.TimeUnit;

/**
 * The time at which the names in a directory were read.
 *
 * @param time the time of the directory then, in nanoseconds
 * @param readAt the {@link System#nanoTime} of the listing
 * @param cost how long the listing took, in nanoseconds
 * @param suspicious whether changes may have been missed because they left the same time
 */
record Listing(long time, long readAt, long cost, boolean suspicious) {
    private static final long SUSPICION_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long COST_SHARE = 50;

    /** Returns whether the names are still the same if the time of the directory is {@code now}. */
    boolean holds(long now) {
        return time == now
                && (!suspicious || System.nanoTime() - readAt < Math.max(SUSPICION_NANOS, COST_SHARE * cost));
    }
}

package io.sepia.internal.backend;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Limits the speed of a transfer by pauses. Used by one thread. Does not pause while the thread is interrupted. */
public final class Throttle {
    private static final long NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(200);

    private final long bytesPerSecond;
    private final long begin = System.nanoTime();

    /** @param bytesPerSecond the most bytes in a second; 0 for no limit */
    public Throttle(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException(
                    "The bytes per second must be 0, for no limit, or more: " + bytesPerSecond);
        }
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Pauses until so many bytes since the beginning are not too many. */
    public void at(long bytes) {
        if (bytesPerSecond == 0) {
            return;
        }
        long due = begin + (long) ((double) bytes / bytesPerSecond * NANOS);
        for (long left = due - System.nanoTime();
                left > 0 && !Thread.currentThread().isInterrupted();
                left = due - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, LONGEST));
        }
    }
}

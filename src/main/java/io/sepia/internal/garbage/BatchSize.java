package io.sepia.internal.garbage;

import java.util.concurrent.TimeUnit;

/** How many objects are deleted in one transaction: as many as it may take so long that others don't feel it. */
final class BatchSize {
    private static final long WANTED_NANOS = TimeUnit.MILLISECONDS.toNanos(80);
    private static final int FIRST = 64;

    private final int most;
    private int now;

    BatchSize(int most) {
        this.most = most;
        this.now = Math.min(most, FIRST);
    }

    int now() {
        return now;
    }

    /** Hears how long a transaction has taken. */
    void took(int objects, long nanos) {
        if (nanos > WANTED_NANOS) {
            now = Math.max(1, Math.min(now, objects) / 2);
        } else if (objects * 2L > now && nanos < WANTED_NANOS / 2) {
            now = Math.min(most, now * 2);
        }
    }
}

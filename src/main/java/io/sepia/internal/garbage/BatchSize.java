package io.sepia.internal.garbage;

import java.util.concurrent.TimeUnit;

/** The number of objects deleted in one transaction: adjusted so that other transactions do not notice the delay. */
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

    void took(int objects, long nanos) {
        if (nanos > WANTED_NANOS) {
            now = Math.max(1, Math.min(now, objects) / 2);
        } else if (objects * 2L > now && nanos < WANTED_NANOS / 2) {
            now = Math.min(most, now * 2);
        }
    }
}

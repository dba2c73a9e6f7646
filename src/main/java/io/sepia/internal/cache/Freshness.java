package io.sepia.internal.cache;

import io.sepia.internal.backend.ExternalCommits;
import io.sepia.internal.backend.ExternalCommits.Sighting;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tracks when external commits were last polled for. A reader polls when a poll is due; there is no polling thread, so
 * an idle store costs nothing, and a delayed thread cannot extend the bound. Thread-safe. See decision 0026.
 */
final class Freshness {
    private final ExternalCommits external;
    private final long boundNanos;
    private final Runnable onChange;
    private final ReentrantLock polling = new ReentrantLock();
    private volatile Sighting known;

    /**
     * Polls for the first time.
     *
     * @param boundNanos the maximum age of a sighting
     * @param onChange runs when there were external commits, before the sighting is returned to any thread
     */
    Freshness(ExternalCommits external, long boundNanos, Runnable onChange) {
        this.external = external;
        this.boundNanos = boundNanos;
        this.onChange = onChange;
        this.known = external.poll();
    }

    /** Returns the latest sighting, however old. */
    Sighting known() {
        return known;
    }

    /** Returns a sighting that is not older than the bound, or null if none can be obtained now. */
    @Nullable
    Sighting recent() {
        long now = System.nanoTime();
        Sighting latest = known;
        long age = now - latest.asOf();
        if (age <= boundNanos / 2) {
            return latest;
        }
        if (age > boundNanos) {
            latest = since(now - boundNanos);
            return latest.asOf() - (now - boundNanos) >= 0 ? latest : null;
        }
        // A poll is due soon: one thread polls, and the other threads do not wait for it.
        if (polling.tryLock()) {
            try {
                return poll();
            } finally {
                polling.unlock();
            }
        }
        return latest;
    }

    /**
     * Polls, unless another thread has polled since {@code moment}. Returns the latest sighting, which may be older
     * than {@code moment}.
     */
    Sighting since(long moment) {
        polling.lock();
        try {
            Sighting latest = known;
            return latest.asOf() - moment >= 0 ? latest : poll();
        } finally {
            polling.unlock();
        }
    }

    private Sighting poll() {
        Sighting before = known;
        Sighting seen = external.poll();
        if (seen.count() != before.count()) {
            onChange.run();
        }
        if (seen.asOf() - before.asOf() >= 0) {
            known = seen;
        }
        return known;
    }
}

package io.sepia.internal.cache;

import io.sepia.internal.backend.ExternalCommits;
import io.sepia.internal.backend.ExternalCommits.Sighting;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How long ago somebody has looked for commits of others. Whoever reads looks when it is due; there is no thread that
 * does, so an idle store costs nothing, and a thread that comes late cannot make the bound longer. Thread-safe.
 */
final class Freshness {
    private final ExternalCommits external;
    private final long boundNanos;
    private final Runnable onChange;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile Sighting known;

    /**
     * Looks for the first time.
     *
     * @param boundNanos how old a sighting may be
     * @param onChange runs when others have committed, before anybody is told so
     */
    Freshness(ExternalCommits external, long boundNanos, Runnable onChange) {
        this.external = external;
        this.boundNanos = boundNanos;
        this.onChange = onChange;
        this.known = external.look();
    }

    /** The latest sighting, however old. */
    Sighting known() {
        return known;
    }

    /** A sighting that is not older than the bound, or null where there is none to be had now. */
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
        // Soon due: one thread looks, and the others need not wait for it.
        if (looking.tryLock()) {
            try {
                return look();
            } finally {
                looking.unlock();
            }
        }
        return latest;
    }

    /** Looks, unless somebody has done so since {@code moment}. Returns the latest sighting, which may be older. */
    Sighting since(long moment) {
        looking.lock();
        try {
            Sighting latest = known;
            return latest.asOf() - moment >= 0 ? latest : look();
        } finally {
            looking.unlock();
        }
    }

    private Sighting look() {
        Sighting before = known;
        Sighting seen = external.look();
        if (seen.count() != before.count()) {
            onChange.run();
        }
        if (seen.asOf() - before.asOf() >= 0) {
            known = seen;
        }
        return known;
    }
}

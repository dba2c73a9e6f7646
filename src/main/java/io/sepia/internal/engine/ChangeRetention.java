package io.sepia.internal.engine;

import io.sepia.internal.backend.StorageBackend;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Keeps the change log small while its store is open: purges superseded and old changes, in transactions of a few
 * milliseconds, whenever the log has doubled in size, and every hour. So the log has at most twice as many changes as
 * it needs, and {@value #GROWTH} more. See decision 0035.
 */
final class ChangeRetention extends Retention {
    private static final long GROWTH = 50_000;
    private static final int STEP = 2_000;
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final long LOOK_SECONDS = 60;
    private static final long PAUSE_MILLIS = 20;

    private final StorageBackend backend;
    private final Duration kept;
    private final Clock clock;

    /** The following fields are used by one thread at a time. */
    private Instant swept;

    private long lastThen;
    private long size;

    private ChangeRetention(StorageBackend backend, Duration kept, Clock clock) {
        super("sepia-change-retention", "Purging the change log");
        this.backend = backend;
        this.kept = kept;
        this.clock = clock;
        this.swept = clock.instant();
        this.lastThen = backend.<Long>read(transaction -> transaction.changes().last());
    }

    /** Starts to maintain the log of a store that was just opened, and purged. */
    static ChangeRetention begin(StorageBackend backend, Duration kept) {
        ChangeRetention retention = manual(backend, kept, Clock.systemUTC());
        retention.start(LOOK_SECONDS);
        return retention;
    }

    /** Returns an instance that purges only when {@link #look} is called. */
    static ChangeRetention manual(StorageBackend backend, Duration kept, Clock clock) {
        return new ChangeRetention(backend, kept, clock);
    }

    @Override
    void run() throws InterruptedException {
        look();
    }

    /** Purges the log if that is due, and returns whether it was. */
    boolean look() throws InterruptedException {
        boolean grown =
                backend.<Boolean>read(transaction -> transaction.changes().hasGrown(lastThen, Math.max(GROWTH, size)));
        if (!grown && Duration.between(swept, clock.instant()).compareTo(LONGEST) < 0) {
            return false;
        }
        long last = backend.<Long>read(transaction -> transaction.changes().last());
        Instant before = clock.instant().minus(kept);
        long steps = 0;
        long from = 0;
        do {
            long start = from;
            from = backend.<Long>write(transaction -> transaction.changes().forgetSome(before, start, STEP));
            steps++;
            if (from != 0) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } while (from != 0 && !isClosed());
        swept = clock.instant();
        lastThen = last;
        size = steps * STEP;
        return true;
    }
}

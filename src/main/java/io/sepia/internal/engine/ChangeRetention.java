package io.sepia.internal.engine;

import io.sepia.error.RetryableException;
import io.sepia.error.StorageClosedException;
import io.sepia.internal.backend.StorageBackend;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the change log small while its store is open: purges superseded and old changes, in transactions of a few
 * milliseconds, whenever the log has doubled in size, and every hour. So the log has at most twice as many changes as
 * it needs, and {@value #GROWTH} more. See decision 0035.
 */
public final class ChangeRetention implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ChangeRetention.class.getName());
    private static final long GROWTH = 50_000;
    private static final int STEP = 2_000;
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final long LOOK_SECONDS = 60;
    private static final long PAUSE_MILLIS = 20;

    private final StorageBackend backend;
    private final Duration kept;
    private final Clock clock;
    private final ScheduledExecutorService looking;
    private volatile boolean closed;

    /** The following fields are used by one thread at a time. */
    private Instant swept;

    private long lastThen;
    private long size;

    private ChangeRetention(StorageBackend backend, Duration kept, Clock clock, ScheduledExecutorService looking) {
        this.backend = backend;
        this.kept = kept;
        this.clock = clock;
        this.looking = looking;
        this.swept = clock.instant();
        this.lastThen = backend.<Long>read(transaction -> transaction.changes().last());
    }

    /** Starts to maintain the log of a store that was just opened, and purged. */
    public static ChangeRetention begin(StorageBackend backend, Duration kept) {
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "sepia-change-retention");
            thread.setDaemon(true);
            return thread;
        });
        ChangeRetention retention = new ChangeRetention(backend, kept, Clock.systemUTC(), looking);
        looking.scheduleWithFixedDelay(retention::lookAgain, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        return retention;
    }

    /** Returns an instance that purges only when {@link #look} is called. */
    static ChangeRetention manual(StorageBackend backend, Duration kept, Clock clock) {
        return new ChangeRetention(backend, kept, clock, Executors.newSingleThreadScheduledExecutor());
    }

    /** Does the same as {@link #look}; failures are logged and retried next time. */
    void lookAgain() {
        try {
            look();
        } catch (StorageClosedException e) {
            LOG.log(System.Logger.Level.DEBUG, "The store was closed while its change log was purged", e);
        } catch (RetryableException e) {
            LOG.log(System.Logger.Level.DEBUG, "The store was busy; its change log is purged later", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            // The executor silently cancels a periodic task that throws.
            LOG.log(System.Logger.Level.WARNING, "Purging the change log failed; trying again", e);
        }
    }

    /** Purges the log if that is due, and returns whether it was. */
    boolean look() throws InterruptedException {
        long last = backend.<Long>read(transaction -> transaction.changes().last());
        boolean grown = last - lastThen >= Math.max(GROWTH, size);
        if (!grown && Duration.between(swept, clock.instant()).compareTo(LONGEST) < 0) {
            return false;
        }
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
        } while (from != 0 && !closed);
        swept = clock.instant();
        lastThen = last;
        size = steps * STEP;
        return true;
    }

    @Override
    public void close() {
        closed = true;
        looking.shutdownNow();
    }
}

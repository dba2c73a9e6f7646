package io.sepia.internal.engine;

import io.sepia.error.RetryableException;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageException;
import io.sepia.internal.backend.StorageBackend;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the log of changes small while its store is open: forgets what is outdated or too old, in steps of a few
 * milliseconds, once the log has grown by as much again, and every hour. The log so has at most twice the changes that
 * it would have, and {@value #GROWTH} more.
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

    /** What follows is used by one thread at a time. */
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

    /** Begins to look after the log of a store that was just opened, and swept. */
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

    /** Looks only when it is told to. */
    static ChangeRetention manual(StorageBackend backend, Duration kept, Clock clock) {
        return new ChangeRetention(backend, kept, clock, Executors.newSingleThreadScheduledExecutor());
    }

    /** As {@link #look}; what fails is logged and tried again next time. */
    private void lookAgain() {
        try {
            look();
        } catch (StorageClosedException e) {
            LOG.log(System.Logger.Level.DEBUG, "The store was closed while its log of changes was swept", e);
        } catch (RetryableException e) {
            LOG.log(System.Logger.Level.DEBUG, "Others held the store; its log of changes is swept later", e);
        } catch (StorageException e) {
            LOG.log(System.Logger.Level.WARNING, "Sweeping the log of changes failed; trying again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sweeps the log if that is due, and tells whether it was. */
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

package io.sepia.internal.engine;

import io.sepia.error.RetryableException;
import io.sepia.error.StorageClosedException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Deletes what a store no longer needs, on a thread of its own from time to time. */
abstract class Retention implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Retention.class.getName());
    private static final long FIRST_SECONDS = 60;

    private final String thread;
    private final String what;
    private @Nullable ScheduledExecutorService looking;
    private volatile boolean closed;

    /** @param what the beginning of log messages */
    Retention(String thread, String what) {
        this.thread = thread;
        this.what = what;
    }

    /** Deletes what is due, in steps, until {@link #isClosed}. */
    abstract void run() throws InterruptedException;

    /** Starts the thread, unless it is running. */
    final synchronized void start(long pauseSeconds) {
        if (looking == null && !closed) {
            ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
                Thread daemon = new Thread(work, thread);
                daemon.setDaemon(true);
                return daemon;
            });
            executor.scheduleWithFixedDelay(this::lookAgain, FIRST_SECONDS, pauseSeconds, TimeUnit.SECONDS);
            looking = executor;
        }
    }

    /** Does the same as {@link #run}; failures are logged and retried next time. */
    final void lookAgain() {
        try {
            run();
        } catch (StorageClosedException e) {
            LOG.log(System.Logger.Level.DEBUG, what + " has ended, because the store was closed", e);
        } catch (RetryableException e) {
            LOG.log(System.Logger.Level.DEBUG, what + " is tried later, because the store was busy", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            // The executor silently cancels a periodic task that throws.
            LOG.log(System.Logger.Level.WARNING, what + " failed; trying again", e);
        }
    }

    final boolean isClosed() {
        return closed;
    }

    @Override
    public final synchronized void close() {
        closed = true;
        ScheduledExecutorService executor = looking;
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}

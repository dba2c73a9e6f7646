package io.sepia.internal.engine;

import io.sepia.document.HistoryRule;
import io.sepia.error.RetryableException;
import io.sepia.error.StorageClosedException;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Generations;
import io.sepia.internal.backend.StorageBackend;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Drops generations that are older than the rules of their classes allow, while a store is open: once an hour, and
 * those of some hundred objects in each transaction. Has no thread until such a class is encountered.
 */
public final class GenerationRetention implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(GenerationRetention.class.getName());
    private static final int STEP = 200;
    private static final long FIRST_SECONDS = 60;
    private static final long LOOK_SECONDS = 3_600;
    private static final long PAUSE_MILLIS = 20;

    private final StorageBackend backend;
    private final Clock clock;
    private @Nullable ScheduledExecutorService looking;
    private volatile boolean closed;

    public GenerationRetention(StorageBackend backend, Clock clock) {
        this.backend = backend;
        this.clock = clock;
    }

    /** Starts the thread that drops old generations, unless it is running. */
    public synchronized void begin() {
        if (looking == null && !closed) {
            ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
                Thread thread = new Thread(work, "sepia-generation-retention");
                thread.setDaemon(true);
                return thread;
            });
            executor.scheduleWithFixedDelay(this::lookAgain, FIRST_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
            looking = executor;
        }
    }

    /** Does the same as {@link #look}; failures are logged and retried next time. */
    void lookAgain() {
        try {
            look();
        } catch (StorageClosedException e) {
            LOG.log(System.Logger.Level.DEBUG, "The store was closed while old generations were dropped", e);
        } catch (RetryableException e) {
            LOG.log(System.Logger.Level.DEBUG, "The store was busy; old generations are dropped later", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            // The executor silently cancels a periodic task that throws.
            LOG.log(System.Logger.Level.WARNING, "Dropping old generations failed; trying again", e);
        }
    }

    /** Drops old generations. */
    void look() throws InterruptedException {
        Map<String, HistoryRule> rules =
                backend.read(transaction -> transaction.generations().rules());
        for (Map.Entry<String, HistoryRule> each : rules.entrySet()) {
            if (each.getValue().days() > 0) {
                drop(each.getKey());
            }
        }
    }

    private void drop(String className) throws InterruptedException {
        String last = "";
        do {
            String from = last;
            last = backend.write(transaction -> drop(transaction, className, from));
            if (!last.isEmpty()) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } while (!last.isEmpty() && !closed);
    }

    /** Drops some generations. The rule is read again, because it may have changed since {@link #look} read it. */
    private String drop(BackendTransaction transaction, String className, String from) {
        Generations generations = transaction.generations();
        HistoryRule rule = generations.rules().get(className);
        return rule == null || rule.days() == 0
                ? ""
                : generations.drop(className, from, clock.instant().minus(Duration.ofDays(rule.days())), STEP);
    }

    @Override
    public synchronized void close() {
        closed = true;
        ScheduledExecutorService executor = looking;
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}

package io.sepia.internal.engine;

import io.sepia.document.HistoryRule;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Generations;
import io.sepia.internal.backend.StorageBackend;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * Drops generations that are older than the rules of their classes allow, while a store is open: once an hour, and
 * those of some hundred objects in each transaction. Has no thread until such a class is encountered.
 */
final class GenerationRetention extends Retention {
    private static final int STEP = 200;
    private static final long LOOK_SECONDS = 3_600;
    private static final long PAUSE_MILLIS = 20;

    private final StorageBackend backend;
    private final Clock clock;

    GenerationRetention(StorageBackend backend, Clock clock) {
        super("sepia-generation-retention", "Dropping old generations");
        this.backend = backend;
        this.clock = clock;
    }

    /** Starts the thread that drops old generations, unless it is running. */
    void begin() {
        start(LOOK_SECONDS);
    }

    /** Drops old generations. */
    @Override
    void run() throws InterruptedException {
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
        } while (!last.isEmpty() && !isClosed());
    }

    /** Drops some generations. The rule is read again, because it may have changed since {@link #run} read it. */
    private String drop(BackendTransaction transaction, String className, String from) {
        Generations generations = transaction.generations();
        HistoryRule rule = generations.rules().get(className);
        return rule == null || rule.days() == 0
                ? ""
                : generations.drop(className, from, clock.instant().minus(Duration.ofDays(rule.days())), STEP);
    }
}

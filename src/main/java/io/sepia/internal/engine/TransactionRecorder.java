package io.sepia.internal.engine;

import io.sepia.report.StorageStats.OperationStats;
import java.util.concurrent.atomic.LongAdder;

/** Counts the operations and transactions of a store. Thread-safe; counts may lag for a moment. See decision 0029. */
final class TransactionRecorder {
    private final LongAdder reads = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder transactions = new LongAdder();
    private final LongAdder retries = new LongAdder();

    void count(Work work) {
        LongAdder counter = work.kind() == Work.Kind.APPLICATION ? transactions : work.writes() ? writes : reads;
        counter.increment();
    }

    void retried() {
        retries.increment();
    }

    /** Returns the counts. */
    OperationStats stats() {
        return new OperationStats(reads.sum(), writes.sum(), transactions.sum(), retries.sum());
    }
}

package io.sepia;

import java.util.concurrent.atomic.LongAdder;

/** Counts what a store's transactions do. Thread-safe; a count may lag behind for a moment. */
final class TransactionRecorder {
    private final LongAdder reads = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder transactions = new LongAdder();
    private final LongAdder retries = new LongAdder();

    void read() {
        reads.increment();
    }

    void wrote() {
        writes.increment();
    }

    void transaction() {
        transactions.increment();
    }

    void retried() {
        retries.increment();
    }

    /** Verbs outside transactions that read. */
    long reads() {
        return reads.sum();
    }

    /** Verbs outside transactions that wrote. */
    long writes() {
        return writes.sum();
    }

    /** Transactions that ran an application's work. */
    long transactions() {
        return transactions.sum();
    }

    /** Further attempts of verbs and transactions that met others. */
    long retries() {
        return retries.sum();
    }
}

package io.sepia.internal.backend;

/** Whether a transaction reads or writes. Fixed when it begins, because some stores allow a single writer at a time. */
public enum Access {
    /**
     * Reads a snapshot, which is taken by the first read at the latest, and never waits for a writer. Writes are
     * refused.
     */
    READ_ONLY,
    /** Reads and writes. A SQLite file or a memory store has at most one such transaction at a time. */
    READ_WRITE
}

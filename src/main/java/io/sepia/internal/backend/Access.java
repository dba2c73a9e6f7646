package io.sepia.internal.backend;

/** What a transaction is going to do. Decided when it begins, because a store may have one writer only. */
public enum Access {
    /** Reads a snapshot, taken at the latest by the first read, and never waits for a writer. Writing is refused. */
    READ_ONLY,
    /** Reads and writes. At most one at a time holds a SQLite file or a memory store. */
    READ_WRITE
}

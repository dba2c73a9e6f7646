package io.sepia.internal.backend.sql;

/** A queue of this process for a write lock that the database does not grant fairly. Thread-safe. */
public interface WriteQueue {
    /** No queue, for databases that let several transactions write at a time. */
    WriteQueue NONE = new WriteQueue() {
        @Override
        public long acquire() {
            return 0;
        }

        @Override
        public void release() {}

        @Override
        public void leave() {}
    };

    /**
     * Blocks until this thread may write.
     *
     * @return the time waited in nanoseconds
     * @throws io.sepia.error.StorageBusyException if the wait takes longer than the database would wait for its lock
     */
    long acquire();

    /** Lets the next thread write. */
    void release();

    /** Ends the use of the queue. Called when the store is closed. */
    void leave();
}

package io.sepia.internal.backend.sql;

/** Where transactions of this process queue for a lock that the database does not grant fairly. Thread-safe. */
public interface WriteQueue {
    /** For databases that let several transactions write at a time. */
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
     * Waits until this thread may write.
     *
     * @return how long it waited, in nanoseconds
     * @throws io.sepia.error.StorageBusyException if that took longer than the database would wait for its lock
     */
    long acquire();

    /** Lets the next thread write. */
    void release();

    /** Ends the use of the queue, when its store is closed. */
    void leave();
}

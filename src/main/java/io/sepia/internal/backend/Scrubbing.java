package io.sepia.internal.backend;

/** Purges files of the store. */
@FunctionalInterface
public non-sealed interface Scrubbing extends Capability {
    /**
     * Overwrites what deleted documents and earlier contents may have left in unused parts of files of the store, or
     * writes the files anew without them.
     *
     * @throws IllegalStateException if this thread is in a transaction that writes
     * @throws io.sepia.error.StorageBusyException if other transactions prevent it for longer than the backend's
     *     timeout
     * @throws io.sepia.error.StorageFailureException if the database fails, or the disk is full
     */
    void scrub();
}

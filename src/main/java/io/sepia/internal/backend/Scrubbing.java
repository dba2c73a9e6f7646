package io.sepia.internal.backend;

/** Purges deleted data from the files of the store. See decision 0057. */
@FunctionalInterface
public non-sealed interface Scrubbing extends Capability {
    /**
     * Overwrites the remains of deleted documents and earlier contents in unused parts of the store's files, or
     * rewrites the files without them.
     *
     * @throws IllegalStateException if this thread has a transaction that writes
     * @throws io.sepia.error.StorageBusyException if other transactions prevent it for longer than the backend's
     *     timeout
     * @throws io.sepia.error.StorageFailureException if the database fails, or the disk is full
     */
    void scrub();
}

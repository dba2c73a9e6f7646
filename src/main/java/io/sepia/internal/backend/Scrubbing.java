package io.sepia.internal.backend;

import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;

/** Purges deleted data from the files of the store. See decision 0057. */
@FunctionalInterface
public non-sealed interface Scrubbing extends Capability {
    /**
     * Overwrites the remains of deleted documents and earlier contents in unused parts of the store's files, or
     * rewrites the files without them.
     *
     * @throws IllegalStateException if this thread has a transaction that writes
     * @throws StorageBusyException if other transactions prevent it for longer than the backend's timeout
     * @throws StorageFailureException if the database fails, or the disk is full
     */
    void scrub();

    /** {@linkplain #scrub Scrubs} after a committed deletion, which a failure must not hide. */
    default void scrubAfterForgetting(String className) {
        String left = "The objects of class " + className
                + " are deleted, but remains of them may be left in the files: forget the same objects again. ";
        try {
            scrub();
        } catch (StorageBusyException e) {
            throw new StorageBusyException(left + e.getMessage(), e);
        } catch (StorageFailureException e) {
            throw new StorageFailureException(left + e.getMessage(), e);
        }
    }
}

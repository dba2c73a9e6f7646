package io.sepia.internal.backend;

import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import org.jspecify.annotations.Nullable;

/** Creates the exceptions of a thread that waits for the write lock of a store. */
public final class WriteLockErrors {
    private WriteLockErrors() {}

    public static StorageBusyException busy(String store, long timeoutMillis) {
        return new StorageBusyException("Other transactions wrote to " + store + " for longer than busy_timeout ("
                + timeoutMillis + " ms). Run the transaction again, or raise busy_timeout.");
    }

    public static StorageFailureException interrupted(String store, @Nullable Throwable cause) {
        return new StorageFailureException(
                "The thread was interrupted while it waited to write to " + store + ". Nothing was stored.", cause);
    }
}

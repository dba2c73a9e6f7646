package io.sepia.error;

import org.jspecify.annotations.Nullable;

/** Thrown when nothing was stored and the same transaction may succeed if it is run again as a whole. */
public abstract sealed class RetryableException extends StorageException permits StorageBusyException {
    RetryableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

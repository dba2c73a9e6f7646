package io.sepia.error;

import org.jspecify.annotations.Nullable;

/** Thrown when nothing was stored and the same transaction may succeed if it is run again as a whole. */
public abstract sealed class RetryableException extends StorageException permits StorageBusyException {
    /** Creates an exception whose {@code message} names the store, the finding and the remedy. */
    public RetryableException(String message) {
        this(message, null);
    }

    /** Creates an exception as above, caused by {@code cause}. */
    public RetryableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

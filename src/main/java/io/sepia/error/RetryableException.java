package io.sepia.error;

import org.jspecify.annotations.Nullable;

/** Nothing was stored and the same transaction may succeed when it is run again as a whole. */
public abstract sealed class RetryableException extends StorageException permits StorageBusyException {
    /** Makes an error whose {@code message} names the thing, what was found and the remedy. */
    public RetryableException(String message) {
        this(message, null);
    }

    /** Makes an error as above, caused by {@code cause}. */
    public RetryableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

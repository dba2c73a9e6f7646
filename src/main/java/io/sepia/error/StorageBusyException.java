package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when another connection or process held a lock for longer than {@code busy_timeout}, or changed data that this
 * transaction had read.
 */
public final class StorageBusyException extends RetryableException {
    /** Creates an exception whose {@code message} names the store, the finding and the remedy. */
    public StorageBusyException(String message) {
        this(message, null);
    }

    /** Creates an exception as above, caused by {@code cause}. */
    public StorageBusyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

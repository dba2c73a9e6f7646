package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * Another connection or process held the lock for longer than {@code busy_timeout}, or changed what this transaction
 * had read.
 */
public final class StorageBusyException extends RetryableException {
    /** Makes an error whose {@code message} names the thing, what was found and the remedy. */
    public StorageBusyException(String message) {
        this(message, null);
    }

    /** Makes an error as above, caused by {@code cause}. */
    public StorageBusyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package io.sepia.error;

import org.jspecify.annotations.Nullable;

/** The store, transaction or stream was used after it was closed. */
public final class StorageClosedException extends StorageException {
    /** Makes an error whose {@code message} names the thing, what was found and the remedy. */
    public StorageClosedException(String message) {
        this(message, null);
    }

    /** Makes an error as above, caused by {@code cause}. */
    public StorageClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

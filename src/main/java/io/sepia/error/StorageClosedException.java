package io.sepia.error;

import org.jspecify.annotations.Nullable;

/** Thrown when a store, transaction or stream is used after it was closed. */
public final class StorageClosedException extends StorageException {
    /** Creates an exception whose {@code message} names what was closed and the remedy. */
    public StorageClosedException(String message) {
        this(message, null);
    }

    /** Creates an exception as above, caused by {@code cause}. */
    public StorageClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

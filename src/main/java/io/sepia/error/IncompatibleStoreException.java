package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a file or schema belongs to another application or a newer version of this library, or is not a store. It
 * was not changed.
 */
public final class IncompatibleStoreException extends StorageException {
    /** Creates an exception whose {@code message} names the file or schema, the finding and the remedy. */
    public IncompatibleStoreException(String message) {
        this(message, null);
    }

    /** Creates an exception as above, caused by {@code cause}. */
    public IncompatibleStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

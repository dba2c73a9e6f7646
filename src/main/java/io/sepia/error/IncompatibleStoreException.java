package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * The file or schema belongs to another application, is newer than this library, or is no store at all. It was left
 * untouched.
 */
public final class IncompatibleStoreException extends StorageException {
    /** Makes an error whose {@code message} names the thing, what was found and the remedy. */
    public IncompatibleStoreException(String message) {
        this(message, null);
    }

    /** Makes an error as above, caused by {@code cause}. */
    public IncompatibleStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

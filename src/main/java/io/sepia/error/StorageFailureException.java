package io.sepia.error;

import org.jspecify.annotations.Nullable;

/** The database or file system failed: an I/O error, a full disk, a read-only file. */
public final class StorageFailureException extends StorageException {
    /** Makes an error whose {@code message} names the thing, what was found and the remedy. */
    public StorageFailureException(String message) {
        this(message, null);
    }

    /** Makes an error as above, caused by {@code cause}. */
    public StorageFailureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

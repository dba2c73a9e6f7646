package io.sepia.error;

import org.jspecify.annotations.Nullable;

/** Thrown when the database or file system fails: an I/O error, a full disk, a read-only file. */
public final class StorageFailureException extends StorageException {
    /** Creates an exception whose {@code message} names the file or database, the failure and the remedy. */
    public StorageFailureException(String message) {
        this(message, null);
    }

    /** Creates an exception as above, caused by {@code cause}. */
    public StorageFailureException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown for a query that cannot be run as it is written: an unknown field, text that is not a condition, a comparison
 * without meaning, a limit below 1, a cursor of another query, too many terms. Nothing was read or changed.
 */
public final class InvalidQueryException extends StorageException {
    /** Creates an exception whose {@code message} names the query, the finding and the remedy. */
    public InvalidQueryException(String message) {
        this(message, null);
    }

    /** Creates an exception as above, caused by {@code cause}. */
    public InvalidQueryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

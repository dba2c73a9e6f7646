package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * A query that cannot be honoured as it is written: an unknown field, text that is no condition, a comparison without
 * meaning, a limit below 1, a cursor of another query, too many terms. Nothing was read or changed.
 */
public final class InvalidQueryException extends StorageException {
    /** Makes an error whose {@code message} names the thing, what was found and the remedy. */
    public InvalidQueryException(String message) {
        this(message, null);
    }

    /** Makes an error as above, caused by {@code cause}. */
    public InvalidQueryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

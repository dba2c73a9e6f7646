package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a read takes longer than the option {@code query_timeout} allows. The read was stopped and changed
 * nothing. See decision 0028.
 */
public final class QueryTimeoutException extends StorageException {
    /** Creates an exception whose {@code message} names the read, the limit and the remedy. */
    public QueryTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

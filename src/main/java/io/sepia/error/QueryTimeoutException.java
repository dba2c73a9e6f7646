package io.sepia.error;

import org.jspecify.annotations.Nullable;

/** A read took longer than the option {@code query_timeout} allows, and was stopped. Nothing was changed by it. */
public final class QueryTimeoutException extends StorageException {
    /** Makes an error whose {@code message} names the thing, what was found and the remedy. */
    public QueryTimeoutException(String message) {
        this(message, null);
    }

    /** Makes an error as above, caused by {@code cause}. */
    public QueryTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

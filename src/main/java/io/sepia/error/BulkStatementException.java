package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * A JPQL, HQL or criteria statement would write documents past their versions, checksums and change notices. It was not
 * executed.
 */
public final class BulkStatementException extends StorageException {
    /** Makes an error whose {@code message} names the thing, what was found and the remedy. */
    public BulkStatementException(String message) {
        this(message, null);
    }

    /** Makes an error as above, caused by {@code cause}. */
    public BulkStatementException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

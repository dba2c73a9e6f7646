package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown for a JPQL, HQL or criteria statement that would write documents without updating their versions, checksums
 * and change notices. The statement was not executed. See decision 0012.
 */
public final class BulkStatementException extends StorageException {
    /** Creates an exception whose {@code message} names the statement, the finding and the remedy. */
    public BulkStatementException(String message) {
        this(message, null);
    }

    /** Creates an exception as above, caused by {@code cause}. */
    public BulkStatementException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

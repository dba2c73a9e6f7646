package io.sepia.error;

/**
 * Thrown for a JPQL, HQL or criteria statement that would write documents without updating their versions, checksums
 * and change notices, and for an upsert or a lock that would. It was not executed. See decision 0012.
 */
public final class BulkStatementException extends StorageException {
    /** Creates an exception whose {@code message} names the statement, the finding and the remedy. */
    public BulkStatementException(String message) {
        super(message, null);
    }
}

package io.sepia.error;

/**
 * Thrown for a query that cannot be run as it is written: an unknown field, text that is not a condition, a comparison
 * without meaning, a limit below 1, a cursor of another query, too many terms. Nothing was read or changed.
 */
public sealed class InvalidQueryException extends StorageException permits AmbiguousResultException {
    /** Creates an exception whose {@code message} names the query, the finding and the remedy. */
    public InvalidQueryException(String message) {
        super(message, null);
    }
}

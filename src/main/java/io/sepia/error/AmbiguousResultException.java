package io.sepia.error;

/** Thrown when a query finds several objects where at most one was expected. */
public final class AmbiguousResultException extends InvalidQueryException {
    /** Creates an exception whose {@code message} names the query, the finding and the remedy. */
    public AmbiguousResultException(String message) {
        super(message);
    }
}

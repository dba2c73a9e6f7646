package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the commit itself fails with an error that leaves open whether it took place. Look the objects up, or the
 * outcome of a named transaction, before writing again. See decision 0023.
 */
public final class OutcomeUnknownException extends StorageException {
    /** Creates an exception whose {@code message} names the transaction, the finding and the remedy. */
    public OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

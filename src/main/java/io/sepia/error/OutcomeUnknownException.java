package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * The commit itself failed with an error that leaves open whether it took place. Look the objects up before writing
 * again.
 */
public final class OutcomeUnknownException extends StorageException {
    /** Makes an error whose {@code message} names the thing, what was found and the remedy. */
    public OutcomeUnknownException(String message) {
        this(message, null);
    }

    /** Makes an error as above, caused by {@code cause}. */
    public OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

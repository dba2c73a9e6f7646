package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * A class name or id that cannot be a key: empty, too long, {@code .} or {@code ..}, or with characters that no backend
 * can keep apart.
 */
public final class InvalidKeyException extends StorageException {
    /** Makes an error whose {@code message} names the thing, what was found and the remedy. */
    public InvalidKeyException(String message) {
        this(message, null);
    }

    /** Makes an error as above, caused by {@code cause}. */
    public InvalidKeyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

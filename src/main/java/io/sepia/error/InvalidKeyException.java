package io.sepia.error;

/**
 * Thrown for a class name or id that cannot be a key: it is empty, too long, {@code .} or {@code ..}, or contains
 * characters that not every backend can distinguish.
 */
public final class InvalidKeyException extends StorageException {
    /** Creates an exception whose {@code message} names the key, the finding and the remedy. */
    public InvalidKeyException(String message) {
        super(message, null);
    }
}

package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown for a Java class that cannot be stored as it is declared: no id, two versions, an unreadable property, a name
 * that is already taken.
 */
public final class MappingException extends StorageException {
    /** Creates an exception whose {@code message} names the class, the finding and the remedy. */
    public MappingException(String message) {
        this(message, null);
    }

    /** Creates an exception as above, caused by {@code cause}. */
    public MappingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

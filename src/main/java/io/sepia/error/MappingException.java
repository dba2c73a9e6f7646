package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * A Java class that cannot be stored as it is written: no id, two versions, an unreadable property, a name that is
 * taken.
 */
public final class MappingException extends StorageException {
    /** Makes an error whose {@code message} names the thing, what was found and the remedy. */
    public MappingException(String message) {
        this(message, null);
    }

    /** Makes an error as above, caused by {@code cause}. */
    public MappingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

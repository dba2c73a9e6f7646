package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown for an option, path or backend name that is unknown, malformed or not allowed. Nothing was opened or changed.
 */
public final class ConfigurationException extends StorageException {
    /** Creates an exception whose {@code message} names the option, the finding and the remedy. */
    public ConfigurationException(String message) {
        this(message, null);
    }

    /** Creates an exception as above, caused by {@code cause}. */
    public ConfigurationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

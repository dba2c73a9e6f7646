package io.sepia.error;

import org.jspecify.annotations.Nullable;

/** An option, path or backend name that is unknown, malformed or not allowed here. Nothing was opened or changed. */
public final class ConfigurationException extends StorageException {
    /** Makes an error whose {@code message} names the thing, what was found and the remedy. */
    public ConfigurationException(String message) {
        this(message, null);
    }

    /** Makes an error as above, caused by {@code cause}. */
    public ConfigurationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

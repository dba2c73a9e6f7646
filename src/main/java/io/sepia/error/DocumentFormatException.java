package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * A document that cannot be written or read as it is: broken JSON, duplicate keys, nesting or size over the limit, a
 * number that is not finite, a property that does not fit the class.
 */
public final class DocumentFormatException extends StorageException {
    /** Makes an error whose {@code message} names the thing, what was found and the remedy. */
    public DocumentFormatException(String message) {
        this(message, null);
    }

    /** Makes an error as above, caused by {@code cause}. */
    public DocumentFormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

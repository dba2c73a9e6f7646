package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown for a document that cannot be written or read: malformed JSON, duplicate keys, nesting or size over the limit,
 * a number that is not finite, a property that does not fit the class.
 */
public final class DocumentFormatException extends StorageException {
    /** Creates an exception whose {@code message} names the document, the finding and the remedy. */
    public DocumentFormatException(String message) {
        this(message, null);
    }

    /** Creates an exception as above, caused by {@code cause}. */
    public DocumentFormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

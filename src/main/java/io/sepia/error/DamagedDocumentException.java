package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a stored document does not match its checksum or is not JSON: the file was damaged outside the store. A
 * damaged document is never returned. See decision 0003.
 */
public final class DamagedDocumentException extends StorageException {
    /** Creates an exception whose {@code message} names the document, the finding and the remedy. */
    public DamagedDocumentException(String message) {
        this(message, null);
    }

    /** Creates an exception as above, caused by {@code cause}. */
    public DamagedDocumentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

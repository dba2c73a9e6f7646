package io.sepia.error;

import org.jspecify.annotations.Nullable;

/**
 * A stored document does not match its checksum or is no JSON: the file was damaged below the store. It is never
 * returned as if it were whole.
 */
public final class DamagedDocumentException extends StorageException {
    /** Makes an error whose {@code message} names the thing, what was found and the remedy. */
    public DamagedDocumentException(String message) {
        this(message, null);
    }

    /** Makes an error as above, caused by {@code cause}. */
    public DamagedDocumentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

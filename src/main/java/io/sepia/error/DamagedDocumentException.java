package io.sepia.error;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a stored document does not match its checksum or is not JSON: the file was damaged outside the store. A
 * damaged document is never returned. See decision 0003.
 */
public final class DamagedDocumentException extends StorageException {
    private final @Nullable String className;
    private final @Nullable String id;

    /** Creates an exception whose {@code message} names the document, the finding and the remedy. */
    public DamagedDocumentException(String message) {
        this(message, null);
    }

    /** Creates an exception as above, caused by {@code cause}. */
    public DamagedDocumentException(String message, @Nullable Throwable cause) {
        this(message, cause, null, null);
    }

    /** Creates an exception as above, for the object with this class name and id. */
    public DamagedDocumentException(
            String message, @Nullable Throwable cause, @Nullable String className, @Nullable String id) {
        super(message, cause);
        this.className = className;
        this.id = id;
    }

    /** Returns the storage name of the damaged object's class, if it is known. */
    public Optional<String> className() {
        return Optional.ofNullable(className);
    }

    /** Returns the damaged object's id, if it is known. */
    public Optional<String> id() {
        return Optional.ofNullable(id);
    }
}

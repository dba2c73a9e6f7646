package io.sepia.error;

/**
 * Thrown when the stored state contradicts the state that the caller expects. Nothing of the transaction was written.
 */
public abstract sealed class ConflictException extends StorageException
        permits NotUniqueException,
                ObjectExistsException,
                ReferencedException,
                StaleVersionException,
                UnknownMembersException {
    private final String className;
    private final String id;

    ConflictException(String className, String id, String message) {
        super(message, null);
        this.className = className;
        this.id = id;
    }

    /** Returns the storage name of the object's class. */
    public String className() {
        return className;
    }

    /** Returns the object's id. */
    public String id() {
        return id;
    }
}

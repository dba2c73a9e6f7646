package io.sepia.error;

/** What is stored contradicts what the caller expected to be stored. Nothing of the transaction was written. */
public abstract sealed class ConflictException extends StorageException
        permits NotUniqueException, ObjectExistsException, ReferencedException, StaleVersionException {
    private final String className;
    private final String id;

    ConflictException(String className, String id, String message) {
        super(message, null);
        this.className = className;
        this.id = id;
    }

    /** The storage name of the object's class. */
    public String className() {
        return className;
    }

    /** The object's id. */
    public String id() {
        return id;
    }
}

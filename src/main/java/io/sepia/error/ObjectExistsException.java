package io.sepia.error;

/** Thrown when an object that must be new is already stored. */
public final class ObjectExistsException extends ConflictException {
    /** Creates an exception for the object with this class name and id. */
    public ObjectExistsException(String className, String id) {
        super(
                className,
                id,
                className + " '" + id + "' already exists, and insert stores new objects only. "
                        + "Use save to write it either way, or update to change it.");
    }
}

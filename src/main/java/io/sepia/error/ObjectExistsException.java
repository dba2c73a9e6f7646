package io.sepia.error;

/** An object that had to be new is stored already. */
public final class ObjectExistsException extends ConflictException {
    /** Makes the error for the object of this class name and id. */
    public ObjectExistsException(String className, String id) {
        super(
                className,
                id,
                className + " '" + id + "' exists already, and insert stores new objects only. "
                        + "Use save to write it in either case, or update to change it.");
    }
}

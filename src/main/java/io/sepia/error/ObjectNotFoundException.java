package io.sepia.error;

/** Thrown when a required object is not stored. */
public final class ObjectNotFoundException extends StorageException {
    private final String className;
    private final String id;

    /** Creates an exception for the object with this class name and id. */
    public ObjectNotFoundException(String className, String id) {
        super(className + " '" + id + "' is not stored. Use find if it may be absent, or save to create it.", null);
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

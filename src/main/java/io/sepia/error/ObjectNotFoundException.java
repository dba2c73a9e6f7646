package io.sepia.error;

/** An object that had to be there is not stored. */
public final class ObjectNotFoundException extends StorageException {
    private final String className;
    private final String id;

    /** Makes the error for the object of this class name and id. */
    public ObjectNotFoundException(String className, String id) {
        super(className + " '" + id + "' is not stored. Use find where it may be absent, or save to create it.", null);
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

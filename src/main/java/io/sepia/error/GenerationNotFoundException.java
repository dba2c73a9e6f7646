package io.sepia.error;

/** Thrown when a required generation of an object is not kept. */
public final class GenerationNotFoundException extends StorageException {
    private final String className;
    private final String id;
    private final long number;

    /** Creates an exception for the generation with that number. */
    public GenerationNotFoundException(String className, String id, long number) {
        super(
                "There is no generation " + number + " of " + className + " '" + id
                        + "'. Its history lists the existing generations; a class keeps them if it has"
                        + " @Stored(history = @History), within the limits of that annotation.",
                null);
        this.className = className;
        this.id = id;
        this.number = number;
    }

    /** Returns the storage name of the object's class. */
    public String className() {
        return className;
    }

    /** Returns the object's id. */
    public String id() {
        return id;
    }

    /** Returns the requested number. */
    public long number() {
        return number;
    }
}

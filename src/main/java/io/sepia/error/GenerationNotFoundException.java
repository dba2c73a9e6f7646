package io.sepia.error;

/** A generation of an object that had to be there is not kept. */
public final class GenerationNotFoundException extends StorageException {
    private final String className;
    private final String id;
    private final long number;

    /** Makes the error for the generation of that number. */
    public GenerationNotFoundException(String className, String id, long number) {
        super(
                "There is no generation " + number + " of " + className + " '" + id
                        + "'. Ask its history for the generations that there are; a class keeps them if it has"
                        + " @Stored(history = @History), and only as many as that says.",
                null);
        this.className = className;
        this.id = id;
        this.number = number;
    }

    /** The storage name of the object's class. */
    public String className() {
        return className;
    }

    /** The object's id. */
    public String id() {
        return id;
    }

    /** The number that was asked for. */
    public long number() {
        return number;
    }
}

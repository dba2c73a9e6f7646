package io.sepia.error;

/**
 * Thrown when a query or a unique index needs all documents of a class in its present form, but some have an earlier
 * one. See decision 0182.
 */
public final class NotMigratedException extends StorageException {
    private final String className;

    private NotMigratedException(String className, String message) {
        super(message, null);
        this.className = className;
    }

    /**
     * Returns the exception for documents of another schema.
     *
     * @param what the query or index
     */
    public static NotMigratedException earlierSchema(String className, int schema, String what) {
        return new NotMigratedException(
                className,
                what + " needs all documents of class " + className + " in schema " + schema
                        + ", but some have another one. Call storage.contents().migrations().migrateAll(" + className
                        + ".class), or run './sepia migrate'.");
    }

    /**
     * Returns the exception for documents that have a property under a former name.
     *
     * @param what the index
     */
    public static NotMigratedException formerName(String className, String what, String formerName) {
        return new NotMigratedException(
                className,
                what + " of class " + className
                        + " would not compare documents that have its value under the former name "
                        + formerName + ". Raise the schema of the class, register a step that renames " + formerName
                        + ", and call storage.contents().migrations().migrateAll(" + className + ".class).");
    }

    /** Returns the storage name of the class. */
    public String className() {
        return className;
    }
}

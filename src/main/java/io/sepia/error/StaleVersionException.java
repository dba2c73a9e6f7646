package io.sepia.error;

/**
 * Thrown when the caller's version is not the stored one: another writer has changed, deleted or created the object
 * since.
 */
public final class StaleVersionException extends ConflictException {
    private final long expected;
    private final long found;

    /**
     * Creates an exception for one object.
     *
     * @param expected the version that the caller has; 0 if the object must not be stored yet
     * @param found the stored version; 0 if the object is not stored
     */
    public StaleVersionException(String className, String id, long expected, long found) {
        super(className, id, message(className, id, expected, found));
        this.expected = expected;
        this.found = found;
    }

    private static String message(String className, String id, long expected, long found) {
        String name = className + " '" + id + "'";
        if (expected == 0) {
            return name + " has version 0, so it must not be stored yet, but version " + found
                    + " is. Load it and change the loaded object, or choose another id.";
        }
        return found == 0
                ? name + " was expected at version " + expected
                        + " but is no longer stored. Set its version to 0 to store it again."
                : name + " was expected at version " + expected + " but is stored at version " + found
                        + ". Reload it, apply the change again and save.";
    }

    /** Returns the version that the caller has; 0 if the object must not be stored yet. */
    public long expected() {
        return expected;
    }

    /** Returns the stored version; 0 if the object is not stored. */
    public long found() {
        return found;
    }
}

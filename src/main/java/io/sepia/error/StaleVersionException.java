package io.sepia.error;

/** A versioned object was changed or deleted by somebody else since the caller loaded it. */
public final class StaleVersionException extends ConflictException {
    private final long expected;
    private final long found;

    /**
     * Makes the error for one object.
     *
     * @param expected the version that the caller holds, 0 for "must not exist yet"
     * @param found the version that is stored, 0 when the object is not stored
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
                    + " is. Load it and change what you loaded, or choose another id.";
        }
        return found == 0
                ? name + " was expected at version " + expected
                        + " but is not stored any more. Load it anew and decide, or set its version to 0 to store it again."
                : name + " was expected at version " + expected + " but is stored at version " + found
                        + ". Load it anew, apply the change again and save.";
    }

    /** The version that the caller held; 0 for "must not exist yet". */
    public long expected() {
        return expected;
    }

    /** The version that is stored; 0 when the object is not stored. */
    public long found() {
        return found;
    }
}

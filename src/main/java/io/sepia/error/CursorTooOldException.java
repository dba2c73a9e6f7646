package io.sepia.error;

/**
 * Thrown when the change log no longer reaches back to a follower's cursor: changes after the cursor may be missing.
 * See decision 0035.
 */
public final class CursorTooOldException extends StorageException {
    /** The remedy for the follower. */
    public static final String REMEDY =
            "Discard what was built from the changes and follow them from ChangeCursor.BEGINNING.";

    /** Creates an exception with that message. */
    public CursorTooOldException(String message) {
        super(message, null);
    }
}

package io.sepia.error;

/** The log of changes does not reach back to a follower's cursor any more: changes after it may be missing. */
public final class CursorTooOldException extends StorageException {
    /** What the follower has to do. */
    public static final String REMEDY =
            "Forget what was built from the changes and follow them from ChangeCursor.BEGINNING.";

    /** Makes the error. */
    public CursorTooOldException(String message) {
        super(message, null);
    }
}

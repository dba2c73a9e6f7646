package io.sepia.cli.terminal;

import io.sepia.error.ConfigurationException;
import io.sepia.error.ConflictException;
import io.sepia.error.CursorTooOldException;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.GenerationNotFoundException;
import io.sepia.error.InvalidKeyException;
import io.sepia.error.InvalidQueryException;
import io.sepia.error.MappingException;
import io.sepia.error.MissingReferenceException;
import io.sepia.error.ObjectNotFoundException;
import io.sepia.error.RetryableException;
import io.sepia.error.StorageException;

/** The exit statuses of commands. */
public final class ExitStatus {
    /** The command is done. */
    public static final int DONE = 0;
    /** An object, a class or the store does not exist. */
    public static final int NOT_THERE = 1;
    /** The command line or the input is invalid. */
    public static final int BAD_INPUT = 2;
    /** The database, a file system or this program failed. */
    public static final int FAILURE = 3;
    /** Another version is stored than expected, or another process held the store for too long. */
    public static final int CONFLICT = 4;
    /** A stored document is damaged. */
    public static final int DAMAGE = 5;
    /** The command was interrupted by the user and rolled back; 128 + SIGINT. */
    public static final int INTERRUPTED = 130;
    /** The reader of the output closed it; 128 + SIGPIPE. */
    public static final int OUTPUT_CLOSED = 141;

    private ExitStatus() {}

    /** Returns the status of a command that ended with {@code error}. */
    public static int of(Throwable error) {
        if (error instanceof CommandException command) {
            return command.status();
        }
        return error instanceof StorageException storage ? of(storage) : FAILURE;
    }

    private static int of(StorageException error) {
        if (error instanceof ObjectNotFoundException || error instanceof GenerationNotFoundException) {
            return NOT_THERE;
        }
        if (error instanceof ConfigurationException
                || error instanceof InvalidKeyException
                || error instanceof InvalidQueryException
                || error instanceof DocumentFormatException
                || error instanceof MappingException) {
            return BAD_INPUT;
        }
        if (error instanceof ConflictException
                || error instanceof CursorTooOldException
                || error instanceof RetryableException) {
            return CONFLICT;
        }
        if (error instanceof DamagedDocumentException || error instanceof MissingReferenceException) {
            return DAMAGE;
        }
        return FAILURE;
    }
}

package io.sepia.cli.terminal;

import org.jspecify.annotations.Nullable;

/** Ends a command with a status and a message of one line, which contains no document content. */
public final class CommandException extends RuntimeException {
    private final int status;

    /** Ends the command with {@code status}, one of {@link ExitStatus}. */
    public CommandException(int status, String message) {
        this(status, message, null);
    }

    /** Ends the command with {@code status}, one of {@link ExitStatus}, because of {@code cause}. */
    public CommandException(int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** Returns the status, one of {@link ExitStatus}. */
    public int status() {
        return status;
    }

    /** Returns the error for an invalid command line or input. */
    public static CommandException badInput(String message) {
        return new CommandException(ExitStatus.BAD_INPUT, message);
    }

    /** Returns the error for an object, class or store that does not exist. */
    public static CommandException notThere(String message) {
        return new CommandException(ExitStatus.NOT_THERE, message);
    }
}

package io.sepia.cli;

import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.Console;
import io.sepia.cli.terminal.DisplayText;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.error.RetryableException;
import io.sepia.error.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints in one line on standard error why a command failed, and determines its exit status. */
record ErrorReport(Console console, CommonOptions options)
        implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private static final String PREFIX = "sepia: ";

    @Override
    public int handleExecutionException(Exception error, CommandLine commandLine, ParseResult parsed) {
        try {
            if (error instanceof RetryableException || console.interruption().endedWork()) {
                // The user interrupted the work, or a wait for other processes.
                console.interruption().check();
            }
        } catch (CommandException interrupted) {
            return report(interrupted);
        }
        return report(error);
    }

    @Override
    public int handleParseException(ParameterException error, String[] arguments) {
        CommandLine commandLine = error.getCommandLine();
        String command = commandLine.getCommandSpec().qualifiedName();
        console.err().println(PREFIX + oneLine(problem(error)) + " (see: " + command + " --help)");
        trace(error);
        return ExitStatus.BAD_INPUT;
    }

    private static String problem(ParameterException error) {
        if (error instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String argument = unmatched.getUnmatched().get(0);
            boolean command = !unmatched.isUnknownOption()
                    && !unmatched.getCommandLine().getSubcommands().isEmpty();
            String what = unmatched.isUnknownOption()
                    ? "unknown option "
                    : command ? "unknown command " : "one argument too many: ";
            return what + "'" + argument + "'" + suggestion(unmatched);
        }
        String message = String.valueOf(error.getMessage());
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    private static String suggestion(UnmatchedArgumentException unmatched) {
        return unmatched.getSuggestions().stream()
                .findFirst()
                .map(likely -> ". Did you mean '" + likely + "'?")
                .orElse("");
    }

    /** Reports {@code error} and returns the exit status. */
    int report(Throwable error) {
        String line = line(error);
        if (!line.isEmpty()) {
            console.err().println(PREFIX + oneLine(line));
        }
        trace(error);
        return ExitStatus.of(error);
    }

    private static String line(Throwable error) {
        if (error instanceof StorageException
                || error instanceof CommandException
                || error instanceof UncheckedIOException
                || error instanceof IOException) {
            return String.valueOf(error.getMessage());
        }
        if (error instanceof OutOfMemoryError) {
            return "out of memory. Give Java more, such as SEPIA_JAVA_OPTS=-Xmx1g.";
        }
        // The message is left out, because it may quote a document.
        return "internal error: " + error.getClass().getName() + ". --stacktrace prints the stack trace.";
    }

    private static String oneLine(String text) {
        return DisplayText.visible(text.strip().replaceAll("\\s*\\R\\s*", " "));
    }

    private void trace(Throwable error) {
        if (options.stacktrace) {
            error.printStackTrace(console.err());
        }
    }
}

package io.sepia.cli;

import io.sepia.cli.output.OutputFormat;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.Console;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of all commands, before or after the command's name. */
final class CommonOptions {
    private static final int LONGEST_WAIT = 3_600;

    @Option(
            names = "--store",
            paramLabel = "PATH",
            scope = ScopeType.INHERIT,
            description = "The store: a SQLite file, as PATH or sqlite:PATH, file:DIR for a directory of files, or "
                    + "jdbc:URL for a server, whose password is in SEPIA_PASSWORD; by default "
                    + StoreAddress.USUAL + ".")
    private @Nullable String store;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            description = "table, json (one object per line), csv or tsv; by default table on a terminal, else json.")
    private @Nullable OutputFormat format;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            scope = ScopeType.INHERIT,
            description = "How long writing waits for the transactions of other processes; by default 600.")
    private int wait = 600;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Write only errors to standard error, no progress and no summary.")
    boolean quiet;

    @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Print the stack trace of an error.")
    boolean stacktrace;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    /** Returns the address of the store. */
    StoreAddress store(Console console) {
        return store(store == null ? StoreAddress.USUAL : store, console);
    }

    /** Returns the address of another store. */
    StoreAddress store(String address, Console console) {
        return StoreAddress.parse(
                address, Duration.ofSeconds(wait), name -> console.environment().getOrDefault(name, ""));
    }

    /**
     * Checks the options.
     *
     * @throws CommandException if one is out of range
     */
    void check() {
        if (wait < 0 || wait > LONGEST_WAIT) {
            throw CommandException.badInput("--wait is 0 to " + LONGEST_WAIT + " seconds, not " + wait);
        }
    }

    /** Returns whether the user asked for this format. */
    boolean isFormat(OutputFormat asked) {
        return format == asked;
    }

    /** Returns the format of rows that are written to {@code console}. */
    OutputFormat format(Console console) {
        if (format != null) {
            return format;
        }
        return console.outIsTerminal() ? OutputFormat.TABLE : OutputFormat.JSON;
    }
}

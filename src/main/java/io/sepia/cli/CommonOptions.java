package io.sepia.cli;

import io.sepia.cli.output.OutputFormat;
import io.sepia.cli.terminal.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command has, before its name or behind it. */
final class CommonOptions {
    @Option(
            names = "--store",
            paramLabel = "PATH",
            scope = ScopeType.INHERIT,
            description = "The store: a SQLite file, as PATH or sqlite:PATH, or file:DIR for a directory of files; "
                    + StoreAddress.USUAL + " by default.")
    private @Nullable String store;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            description = "table, json (one object a line) or csv. By default table on a terminal, json elsewhere.")
    private @Nullable OutputFormat format;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "No progress and no summary on standard error; errors only.")
    private boolean quiet;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "With an error, show where in the program it arose.")
    private boolean stacktrace;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    /** Where the store is. */
    StoreAddress store() {
        return StoreAddress.parse(store == null ? StoreAddress.USUAL : store);
    }

    /** How to write rows of data to {@code console}. */
    OutputFormat format(Console console) {
        if (format != null) {
            return format;
        }
        return console.outIsTerminal() ? OutputFormat.TABLE : OutputFormat.JSON;
    }

    /** Tells whether to say nothing but errors. */
    boolean quiet() {
        return quiet;
    }

    /** Tells whether to show where errors arise. */
    boolean stacktrace() {
        return stacktrace;
    }

    /** Tells whether help was asked for. */
    boolean help() {
        return help;
    }
}

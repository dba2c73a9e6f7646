package io.sepia.cli;

import io.sepia.cli.output.OutputFormat;
import io.sepia.cli.terminal.Console;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of all commands, before or after the command's name. */
final class CommonOptions {
    @Option(
            names = "--store",
            paramLabel = "PATH",
            scope = ScopeType.INHERIT,
            description = "The store: a SQLite file, as PATH or sqlite:PATH, or file:DIR for a directory of files; by "
                    + "default " + StoreAddress.USUAL + ".")
    private @Nullable String store;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            description = "table, json (one object per line) or csv; by default table on a terminal, else json.")
    private @Nullable OutputFormat format;

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
    StoreAddress store() {
        return StoreAddress.parse(store == null ? StoreAddress.USUAL : store);
    }

    /** Returns the format of rows that are written to {@code console}. */
    OutputFormat format(Console console) {
        if (format != null) {
            return format;
        }
        return console.outIsTerminal() ? OutputFormat.TABLE : OutputFormat.JSON;
    }
}

package io.sepia.cli;

import io.sepia.cli.output.OutputFormat;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.Console;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Interruption;
import io.sepia.cli.terminal.LockWait;
import io.sepia.cli.terminal.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code sepia}, which works on the documents of a store. */
@Command(
        name = "sepia",
        description = "Stores JSON documents in one SQLite file.",
        versionProvider = Sepia.VersionOfJar.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExit status:%n",
        footer = {
            "  0 done, 1 not found (object, class or store), 2 invalid usage or input,",
            "  3 storage failure, 4 conflict, 5 damage found, 130 interrupted and rolled back"
        })
public final class Sepia implements Callable<Integer> {
    private static final Duration PATIENCE_FOR_ROLLBACK = Duration.ofSeconds(30);
    private static final int HELP_COLUMNS = 90;

    private final Console console;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    @Spec
    private @Nullable CommandSpec spec;

    private Sepia(Console console) {
        this.console = console;
    }

    /** Runs the command and ends the process with its exit status. */
    public static void main(String[] arguments) {
        Interruption interruption = new Interruption();
        Console console = Console.ofProcess(interruption);
        QuietLogging.install();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endOrderly(interruption), "sepia-interruption"));
        int status = run(console, arguments);
        interruption.finished(status);
        System.exit(status);
    }

    /** Lets the command roll back before a signal ends the process. */
    private static void endOrderly(Interruption interruption) {
        if (interruption.isFinished()) {
            return;
        }
        try {
            int status = interruption.stop(PATIENCE_FOR_ROLLBACK);
            if (status != ExitStatus.INTERRUPTED) {
                // The command had finished its work when the signal came, so its own status is right.
                Runtime.getRuntime().halt(status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Runs a command.
     *
     * @return its exit status
     */
    static int run(Console console, String... arguments) {
        Sepia sepia = new Sepia(console);
        CommandLine commandLine = new CommandLine(sepia, new Commands(sepia));
        CommandTable.add(commandLine, arguments);
        ErrorReport errors = new ErrorReport(console, sepia.options);
        commandLine
                .setOut(console.out())
                .setErr(new PrintWriter(console.err(), true))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .setColorScheme(Help.defaultColorScheme(console.outIsColoured() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpWidth(HELP_COLUMNS);
        int status;
        try {
            status = commandLine.execute(arguments);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            status = errors.report(e);
        }
        return flush(console, errors, status);
    }

    private static int flush(Console console, ErrorReport errors, int status) {
        try {
            console.out().flush();
            return status;
        } catch (RuntimeException e) {
            return errors.report(e);
        } finally {
            console.err().flush();
        }
    }

    /** Without a command, prints the usage. */
    @Override
    public Integer call() {
        Objects.requireNonNull(spec).commandLine().usage(console.err());
        return ExitStatus.BAD_INPUT;
    }

    Console console() {
        return console;
    }

    StoreAddress store() {
        options.check();
        return options.store(console);
    }

    /** Returns the address of another store. */
    StoreAddress store(String address) {
        options.check();
        return options.store(address, console);
    }

    /** Shows, unless {@code --quiet} was given, that the command waits for other processes, until it does no more. */
    LockWait lockWait() {
        return LockWait.begin(console, !options.quiet, store().patience());
    }

    /** Returns a writer of rows in the chosen format. */
    RowWriter rows(List<String> columns) {
        return format().writer(console, columns);
    }

    /** Returns whether the user asked for this format. */
    boolean isFormat(OutputFormat asked) {
        return options.isFormat(asked);
    }

    OutputFormat format() {
        return options.format(console);
    }

    /** Shows the progress of a long operation, unless {@code --quiet} was given; see {@link Progress#start}. */
    Progress progress(String task, Progress.Unit unit, long total) {
        return Progress.start(console, !options.quiet, task, unit, total);
    }

    /** Prints a line on standard error, unless {@code --quiet} was given. */
    void say(String line) {
        if (!options.quiet) {
            console.err().println(line);
        }
    }

    /** Creates the commands and passes {@code sepia} to them. */
    private record Commands(Sepia sepia) implements IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            K command = CommandLine.defaultFactory().create(type);
            if (command instanceof Subcommand subcommand) {
                subcommand.sepia = sepia;
            }
            return command;
        }
    }

    /** Reads the version from the jar's manifest. */
    static final class VersionOfJar implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Sepia.class.getPackage().getImplementationVersion();
            return new String[] {"sepia " + (version == null ? "(not built as a jar)" : version)};
        }
    }
}

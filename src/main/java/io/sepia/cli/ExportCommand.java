package io.sepia.cli;

import io.sepia.DocumentOperations;
import io.sepia.Storage;
import io.sepia.cli.input.InputSource;
import io.sepia.cli.output.ExportedLines;
import io.sepia.cli.output.ExportedRows;
import io.sepia.cli.output.OutputFile;
import io.sepia.cli.output.OutputFormat;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Interruption;
import io.sepia.cli.terminal.Progress;
import io.sepia.cli.terminal.Progress.Unit;
import io.sepia.cli.terminal.Quantity;
import io.sepia.cli.terminal.Stopwatch;
import io.sepia.report.TransferSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code export}: writes all documents of a class, or of the store, as JSON lines. */
@Command(
        name = "export",
        description = {
            "Write all documents of a class as JSON lines, in the order of their ids; with --all, write the whole "
                    + "store with versions, times, metadata, events, history, indexes and rules.",
            "",
            "A document whose member \"id\" contains its id is written as it is stored. Every other one becomes "
                    + "{\"id\":…,\"$content\":…}, which import understands. With --format csv or tsv, a class is written "
                    + "as a table with a column for each member.",
            ""
        })
final class ExportCommand extends Subcommand {
    @Parameters(
            arity = "0..2",
            paramLabel = "CLASS|--all [FILE]",
            hideParamSyntax = true,
            description =
                    "Class to export, and file to write, by default standard output. The file is compressed if its "
                            + "name ends in .gz, and appears when it is complete.")
    private List<String> arguments = List.of();

    @Option(names = "--all", description = "Export the whole store, for import without a class.")
    private boolean all;

    private String className = "";
    private String file = InputSource.STANDARD_INPUT;

    @Option(
            names = "--id",
            paramLabel = "PROPERTY",
            description = "Member that contains the id, for an import with the same option; by default id.")
    private @Nullable String idProperty;

    @Option(
            names = "--keep-going",
            description = "Report and leave out documents that cannot be read, and write the others. If there are any, "
                    + "the exit status is 5.")
    private boolean keepGoing;

    private long damaged;

    @Override
    public Integer call() {
        int classes = all ? 0 : 1;
        if (arguments.size() < classes || arguments.size() > classes + 1) {
            throw CommandException.badInput(
                    all
                            ? "--all takes a file and no class"
                            : "name a class to export, or give --all for the whole store");
        }
        if (all && isSeparated() || sepia.isFormat(OutputFormat.TABLE)) {
            throw CommandException.badInput(
                    all
                            ? "--all writes JSON lines only, without --format"
                            : "export writes json, csv or tsv, not a table");
        }
        className = all ? "" : arguments.get(0);
        file = arguments.size() > classes ? arguments.get(classes) : file;
        int status = all ? exportStore() : exportClass();
        return damaged == 0 ? status : ExitStatus.DAMAGE;
    }

    private boolean isSeparated() {
        return sepia.isFormat(OutputFormat.CSV) || sepia.isFormat(OutputFormat.TSV);
    }

    /** Reports a document that cannot be read, and lets the export go on if that was asked for. */
    private void report(RuntimeException error) {
        if (!keepGoing) {
            throw error;
        }
        damaged++;
        sepia.console().err().println("left out: " + error.getMessage());
    }

    private int exportStore() {
        Stopwatch watch = new Stopwatch();
        TransferSummary summary;
        try (Storage storage = sepia.store().openToRead()) {
            if (file.equals(InputSource.STANDARD_INPUT)) {
                summary = storage.contents().exportData(sepia.console().out(), this::report);
                sepia.console().out().flush();
            } else {
                sepia.console().interruption().endByInterrupt();
                summary = storage.contents().exportData(Path.of(file), this::report);
                sepia.console().interruption().committed();
            }
        } catch (InvalidPathException e) {
            throw new CommandException(ExitStatus.BAD_INPUT, "'" + file + "' cannot be the name of a file", e);
        }
        sepia.say(TransferReport.of("exported", summary, watch) + leftOut());
        return ExitStatus.DONE;
    }

    private String leftOut() {
        return damaged == 0 ? "" : ", " + Quantity.of(damaged) + " left out";
    }

    private int exportClass() {
        Stopwatch watch = new Stopwatch();
        long count;
        try (Storage storage = sepia.store().openToRead()) {
            require(storage, className);
            count = storage.transactions().readOnly().in(tx -> {
                DocumentOperations documents = tx.documents(className);
                return file.equals(InputSource.STANDARD_INPUT) ? toStandardOutput(documents) : toFile(documents);
            });
        }
        sepia.say(Quantity.documents(count) + " exported from " + className + leftOut() + " (" + watch + ")");
        return ExitStatus.DONE;
    }

    /** Writes a line. */
    private interface LineOutput {
        void line(String text) throws IOException;
    }

    private long toStandardOutput(DocumentOperations documents) {
        PrintWriter out = sepia.console().out();
        try {
            long count = write(documents, text -> out.print(text + "\n"), written -> {});
            out.flush();
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long toFile(DocumentOperations documents) {
        Interruption interruption = sepia.console().interruption();
        interruption.awaitOrderlyEnd();
        try (OutputFile target = OutputFile.begin(Path.of(file));
                Progress progress = sepia.progress("export", Unit.DOCUMENTS, documents.count())) {
            long count = write(documents, target::line, written -> {
                interruption.check();
                progress.at(written);
            });
            target.complete();
            interruption.committed();
            return count;
        } catch (InvalidPathException e) {
            throw new CommandException(ExitStatus.BAD_INPUT, "'" + file + "' cannot be the name of a file", e);
        } catch (FileSystemException e) {
            throw new UncheckedIOException(file + " cannot be written: " + reason(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private long write(DocumentOperations documents, LineOutput output, LongConsumer progress) throws IOException {
        ClassReader reader = new ClassReader(documents, keepGoing ? this::report : null);
        if (!isSeparated()) {
            return reader.forEach(ExportedLines.forImport(idProperty)::line, output::line, progress);
        }
        ExportedRows rows = new ExportedRows(sepia.format());
        reader.forEach(
                each -> {
                    rows.add(each);
                    return "";
                },
                text -> {},
                progress);
        damaged = 0;
        output.line(rows.header() + "\r");
        return reader.forEach(each -> rows.row(each) + "\r", output::line, progress);
    }

    private static String reason(FileSystemException e) {
        return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    }
}

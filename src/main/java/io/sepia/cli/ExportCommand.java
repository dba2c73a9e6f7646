package io.sepia.cli;

import io.sepia.DocumentOperations;
import io.sepia.Storage;
import io.sepia.cli.input.InputSource;
import io.sepia.cli.output.ExportedLines;
import io.sepia.cli.output.OutputFile;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Interruption;
import io.sepia.cli.terminal.Progress;
import io.sepia.cli.terminal.Progress.Unit;
import io.sepia.cli.terminal.Quantity;
import io.sepia.cli.terminal.Stopwatch;
import io.sepia.document.StoredDocument;
import io.sepia.report.TransferSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code export}: writes all documents of a class, or of the store, as JSON lines. */
@Command(
        name = "export",
        description = {
            "Write all documents of a class as JSON lines, in the order of their ids; with --all, write the whole "
                    + "store with versions, times, metadata, events and indexes.",
            "",
            "A document that contains its id is written as it is stored. Other objects get \"id\" as their first "
                    + "member. Other documents become {\"id\":…,\"$content\":…}, which import understands.",
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
            description = "Member that must contain the id, for an import with the same option; by default id, or any "
                    + "member that contains it.")
    private @Nullable String idProperty;

    @Override
    public Integer call() {
        int classes = all ? 0 : 1;
        if (arguments.size() < classes || arguments.size() > classes + 1) {
            throw CommandException.badInput(
                    all
                            ? "--all takes a file and no class"
                            : "name a class to export, or give --all for the whole store");
        }
        className = all ? "" : arguments.get(0);
        file = arguments.size() > classes ? arguments.get(classes) : file;
        return all ? exportStore() : exportClass();
    }

    private int exportStore() {
        Stopwatch watch = new Stopwatch();
        TransferSummary summary;
        try (Storage storage = sepia.store().openToRead()) {
            if (file.equals(InputSource.STANDARD_INPUT)) {
                summary = storage.contents().exportData(sepia.console().out());
                sepia.console().out().flush();
            } else {
                summary = storage.contents().exportData(Path.of(file));
            }
        } catch (InvalidPathException e) {
            throw new CommandException(ExitStatus.BAD_INPUT, "'" + file + "' cannot be the name of a file", e);
        }
        sepia.say(TransferReport.of("exported", summary, watch));
        return ExitStatus.DONE;
    }

    private int exportClass() {
        Stopwatch watch = new Stopwatch();
        ExportedLines lines = new ExportedLines(idProperty);
        long count;
        try (Storage storage = sepia.store().openToRead()) {
            DocumentOperations documents = require(storage, className);
            count = file.equals(InputSource.STANDARD_INPUT)
                    ? toStandardOutput(documents, lines)
                    : toFile(documents, lines);
        }
        sepia.say(Quantity.documents(count) + " exported from " + className + " (" + watch + ")");
        if (!lines.otherProperties().isEmpty()) {
            sepia.say("The ids are in the member " + String.join(" or ", lines.otherProperties())
                    + ": pass it to --id when you import, or export with --id id.");
        }
        return ExitStatus.DONE;
    }

    private long toStandardOutput(DocumentOperations documents, ExportedLines lines) {
        PrintWriter out = sepia.console().out();
        try (Stream<StoredDocument> stream = documents.stream()) {
            long count = 0;
            for (Iterator<StoredDocument> each = stream.iterator(); each.hasNext(); count++) {
                out.print(lines.line(each.next()));
                out.print('\n');
            }
            out.flush();
            return count;
        }
    }

    private long toFile(DocumentOperations documents, ExportedLines lines) {
        Interruption interruption = sepia.console().interruption();
        interruption.awaitOrderlyEnd();
        try (OutputFile target = OutputFile.begin(Path.of(file));
                Stream<StoredDocument> stream = documents.stream();
                Progress progress = sepia.progress("export", Unit.DOCUMENTS, documents.count())) {
            long count = 0;
            for (Iterator<StoredDocument> each = stream.iterator(); each.hasNext(); count++) {
                interruption.check();
                target.line(lines.line(each.next()));
                progress.at(count);
            }
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

    private static String reason(FileSystemException e) {
        return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    }
}

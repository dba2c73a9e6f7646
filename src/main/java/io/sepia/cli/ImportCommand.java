package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.cli.input.DocumentReader;
import io.sepia.cli.input.IdentifiedDocument;
import io.sepia.cli.input.InputFormat;
import io.sepia.cli.input.InputSource;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Interruption;
import io.sepia.cli.terminal.LockWait;
import io.sepia.cli.terminal.Progress;
import io.sepia.cli.terminal.Progress.Unit;
import io.sepia.cli.terminal.Quantity;
import io.sepia.cli.terminal.Stopwatch;
import io.sepia.document.ObjectKey;
import io.sepia.error.DocumentFormatException;
import io.sepia.report.ConflictPolicy;
import io.sepia.report.TransferSummary;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import}: stores the documents of a file, all or none. */
@Command(
        name = "import",
        description = {
            "Store the documents of a file: JSON lines, one JSON array, or rows of CSV or TSV, also compressed by "
                    + "gzip. Without a class, the file is an export of a whole store, by this program or by the "
                    + "original library.",
            "",
            "Stored documents with the same ids are replaced; if an id occurs twice in the file, the last document "
                    + "wins. If a document cannot be stored, its line is reported and nothing of the file is stored.",
            ""
        })
final class ImportCommand extends Subcommand {
    @Parameters(
            arity = "1..2",
            paramLabel = "[CLASS] FILE|-",
            hideParamSyntax = true,
            description = "Class of the documents, and file to read; - is standard input.")
    private List<String> arguments = List.of();

    @Option(
            names = "--on-conflict",
            paramLabel = "POLICY",
            description = "For an export of a whole store: how to treat an object that is already stored and differs: "
                    + "fail (nothing is imported), skip, overwrite or newer; by default fail.")
    private ConflictPolicy policy = ConflictPolicy.FAIL;

    @Option(
            names = "--id",
            paramLabel = "PROPERTY",
            description = "Member that contains the id, a text or a whole number; by default id.")
    private String idProperty = IdentifiedDocument.ID;

    @Option(
            names = "--assign-ids",
            description = "Give each document without an id a new one, as its member id, instead of refusing it.")
    private boolean assignIds;

    @Option(
            names = "--from",
            paramLabel = "FORMAT",
            description = "Format of the file: json, csv or tsv, with a first line of column names; by default what "
                    + "its name ends in, or json.")
    private @Nullable InputFormat from;

    @Option(
            names = "--text",
            description = "Store each value of CSV or TSV as text, also numbers, true, false, null and nested JSON.")
    private boolean textOnly;

    @Option(
            names = "--keep-going",
            description =
                    "Report and skip documents that cannot be stored, and store the others. If there are any, the "
                            + "exit status is 2.")
    private boolean keepGoing;

    private long bad;

    @Override
    public Integer call() {
        return arguments.size() == 1 ? importStore(arguments.get(0)) : importClass(arguments.get(0), arguments.get(1));
    }

    private int importStore(String file) {
        Stopwatch watch = new Stopwatch();
        TransferSummary summary;
        try (InputSource source = InputSource.open(file, sepia.console());
                Storage storage = sepia.store().openOrCreate();
                LockWait wait = sepia.lockWait()) {
            summary = storage.inTransaction(tx -> {
                wait.granted();
                return storage.contents().importData(source.stream(), policy, error -> refuse(file, error));
            });
        } catch (DocumentFormatException e) {
            throw new CommandException(ExitStatus.BAD_INPUT, file + ": " + e.getMessage(), e);
        }
        sepia.say(TransferReport.of("imported", summary, watch)
                + (bad == 0 ? "" : ", " + Quantity.of(bad) + " left out"));
        if (summary.contentlessCount() > 0) {
            sepia.say(Quantity.of(summary.contentlessCount())
                    + " containers could not be imported, because the export contains only their ids: "
                    + TransferReport.keys(summary));
        }
        return bad == 0 ? ExitStatus.DONE : ExitStatus.BAD_INPUT;
    }

    /** Reports a line that cannot be stored, and lets the import go on if that was asked for. */
    private void refuse(String file, DocumentFormatException error) {
        if (!keepGoing) {
            throw error;
        }
        bad++;
        sepia.console()
                .err()
                .println(file + ": " + error.getMessage().replace("Nothing was stored.", "It was left out."));
    }

    private int importClass(String className, String file) {
        ObjectKey.checkClassName(className);
        Stopwatch watch = new Stopwatch();
        Interruption interruption = sepia.console().interruption();
        interruption.awaitOrderlyEnd();
        BatchImport.Result result;
        try (InputSource source = InputSource.open(file, sepia.console());
                Storage storage = sepia.store().openOrCreate();
                LockWait wait = sepia.lockWait();
                Progress progress = sepia.progress("import", Unit.BYTES, source.size())) {
            result = storage.inTransaction(tx -> {
                wait.granted();
                Consumer<String> badDocuments = keepGoing ? progress::say : null;
                BatchImport batches = new BatchImport(tx.documents(className), idProperty, assignIds, badDocuments);
                return batches.run(reader(file, source), source.name(), () -> {
                    interruption.check();
                    progress.at(source.position());
                });
            });
            interruption.committed();
        }
        sepia.say(summary(className, result, watch));
        return result.bad() == 0 ? ExitStatus.DONE : ExitStatus.BAD_INPUT;
    }

    private DocumentReader reader(String file, InputSource source) {
        InputFormat format = from == null ? InputFormat.ofName(file) : from;
        try {
            return format == InputFormat.JSON
                    ? DocumentReader.of(source.stream())
                    : DocumentReader.ofRows(source.stream(), format, idProperty, textOnly);
        } catch (IOException e) {
            throw InputSource.unreadable(source.name(), e);
        }
    }

    private static String summary(String className, BatchImport.Result result, Stopwatch watch) {
        return Quantity.documents(result.imported()) + " imported into " + className
                + (result.replaced() == 0
                        ? ""
                        : ", " + Quantity.of(result.replaced()) + " of them replacing earlier ones")
                + (result.bad() == 0 ? "" : ", " + Quantity.of(result.bad()) + " skipped")
                + " (" + watch + ")";
    }
}

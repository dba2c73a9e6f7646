package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.cli.Progress.Unit;
import io.sepia.document.ObjectKey;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import}: documents of a file into a class, all of them or none. */
@Command(
        name = "import",
        description = {
            "Store the documents of a file: JSON lines, or one JSON array; gzip too.",
            "",
            "Stored documents of the same id are replaced; if an id stands in the file twice, the last one counts. "
                    + "A document that cannot be stored is named by its line, and nothing of the file is kept.",
            ""
        })
final class ImportCommand implements Callable<Integer> {
    private final Sepia sepia;

    @Parameters(index = "0", paramLabel = "CLASS", description = "Class that the documents go into.")
    private String className = "";

    @Parameters(index = "1", paramLabel = "FILE|-", description = "File to read; - is standard input.")
    private String file = "";

    @Option(
            names = "--id",
            paramLabel = "PROPERTY",
            description = "Member that holds the id, text or a whole number; id by default.")
    private String idProperty = IdentifiedDocument.ID;

    @Option(
            names = "--keep-going",
            description =
                    "Report documents that cannot be stored, leave them out, keep the others. The exit status is 2 "
                            + "if there were any.")
    private boolean keepGoing;

    ImportCommand(Sepia sepia) {
        this.sepia = sepia;
    }

    @Override
    public Integer call() {
        ObjectKey.checkClassName(className);
        Stopwatch watch = new Stopwatch();
        Interruption interruption = sepia.console().interruption();
        interruption.awaitOrderlyEnd();
        Importer.Result result;
        try (InputSource source = InputSource.open(file, sepia.console());
                Storage storage = sepia.store().openOrCreate();
                Progress progress =
                        Progress.start(sepia.console(), !sepia.quiet(), "import", Unit.BYTES, source.size())) {
            result = storage.inTransaction(tx -> {
                Consumer<String> badDocuments = keepGoing ? progress::say : null;
                Importer importer = new Importer(tx.documents(className), idProperty, badDocuments);
                return importer.run(reader(source), source.name(), () -> {
                    interruption.check();
                    progress.at(source.position());
                });
            });
            interruption.committed();
        }
        sepia.say(summary(result, watch));
        return result.bad() == 0 ? ExitStatus.DONE : ExitStatus.BAD_INPUT;
    }

    private static DocumentReader reader(InputSource source) {
        try {
            return DocumentReader.of(source.stream());
        } catch (IOException e) {
            throw InputSource.unreadable(source.name(), e);
        }
    }

    private String summary(Importer.Result result, Stopwatch watch) {
        return Quantity.documents(result.imported()) + " imported into " + className
                + (result.replaced() == 0 ? "" : ", " + Quantity.of(result.replaced()) + " of them in place of others")
                + (result.bad() == 0 ? "" : ", " + Quantity.of(result.bad()) + " left out")
                + " (" + watch + ")";
    }
}

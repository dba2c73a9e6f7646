package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Quantity;
import io.sepia.cli.terminal.Stopwatch;
import io.sepia.report.VerifyReport;
import io.sepia.report.VerifyReport.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code recover}: salvages a damaged file. */
@Command(
        name = "recover",
        description = {
            "Salvage the documents, generations and events of a damaged SQLite file into a new store: every row whose "
                    + "checksum matches, even if the file cannot be opened. The command only reads the file; no process "
                    + "may write to it while the command runs.",
            "",
            "Each known loss is written as a row. If a document or generation is lost, the exit status is 5.",
            ""
        })
final class RecoverCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "FILE", description = "The damaged SQLite file.")
    private String from = "";

    @Parameters(index = "1", paramLabel = "STORE", description = "The new store, written as for --store.")
    private String to = "";

    @Override
    public Integer call() {
        Stopwatch watch = new Stopwatch();
        Path file = file();
        VerifyReport report;
        try (Storage storage = sepia.store(to).openOrCreate();
                RowWriter rows = sepia.rows(FindingRows.COLUMNS)) {
            report = storage.contents().recover(file);
            FindingRows.write(report, rows);
        }
        sepia.say(Quantity.documents(report.documents()) + ", " + Quantity.of(report.generations())
                + " generations and " + Quantity.of(report.events()) + " events salvaged (" + watch + ")");
        boolean lost = report.findings().stream().anyMatch(each -> each.kind() != Kind.SCHEMA);
        return lost ? ExitStatus.DAMAGE : ExitStatus.DONE;
    }

    private Path file() {
        try {
            Path file = Path.of(from);
            if (!Files.isRegularFile(file)) {
                throw CommandException.notThere("there is no file " + from);
            }
            if (Files.exists(Path.of(sepia.store(to).path()))
                    && Files.isSameFile(file, Path.of(sepia.store(to).path()))) {
                throw CommandException.badInput("the new store is the damaged file itself. Name another");
            }
            return file;
        } catch (InvalidPathException e) {
            throw new CommandException(ExitStatus.BAD_INPUT, "'" + from + "' cannot be the path of a file", e);
        } catch (IOException e) {
            throw new UncheckedIOException(from + " cannot be examined: " + e.getMessage(), e);
        }
    }
}

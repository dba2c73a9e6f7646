package io.sepia.cli;

import io.sepia.Migrations;
import io.sepia.Storage;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Progress;
import io.sepia.cli.terminal.Quantity;
import io.sepia.cli.terminal.Stopwatch;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code migrate}: stores the documents of a class in another schema. */
@Command(
        name = "migrate",
        description = {
            "Change all documents of a class to another schema by the steps in a file.",
            "",
            "Other programs may use the store concurrently. If a migration was interrupted, run it again to continue "
                    + "where it stopped.",
            ""
        })
final class MigrateCommand extends Subcommand {
    @Parameters(paramLabel = "CLASS", description = "Class of the documents.")
    private String className = "";

    @Option(
            names = "--steps",
            required = true,
            paramLabel = "FILE",
            description = "JSON file with the number of the schema and the steps to it, or - for standard input.")
    private String steps = "";

    @Option(names = "--dry-run", description = "Run all steps, but store nothing.")
    private boolean dryRun;

    @Override
    public Integer call() {
        StepsFile file = StepsFile.read(steps, sepia.console());
        Stopwatch watch = new Stopwatch();
        Migrations.Report report;
        try (Storage storage = sepia.store().openExisting()) {
            require(storage, className);
            Migrations migrations = storage.contents().migrations();
            long total = storage.documents(className).count();
            sepia.console().interruption().awaitOrderlyEnd();
            try (Progress progress = sepia.progress("migrate", Progress.Unit.DOCUMENTS, total)) {
                report = (dryRun ? migrations.dryRun() : migrations)
                        .onProgress(each -> {
                            checkInterruption();
                            progress.at(each.done());
                        })
                        .migrateAll(className, file.schema(), file.steps());
            }
        }
        try (RowWriter rows = sepia.rows(List.of("class", "schema", "migrated", "unchanged"))) {
            rows.row(report.className(), report.schema(), report.migrated(), report.unchanged());
        }
        sepia.say(Quantity.documents(report.migrated()) + (dryRun ? " would be migrated" : " migrated") + " to schema "
                + report.schema() + ", " + Quantity.of(report.unchanged()) + " already had it (" + watch + ")");
        return ExitStatus.DONE;
    }

    private void checkInterruption() {
        try {
            sepia.console().interruption().check();
        } catch (CommandException e) {
            throw new CommandException(
                    e.status(),
                    "interrupted; " + (dryRun ? "nothing was migrated" : "migrated documents stay migrated"),
                    e);
        }
    }
}

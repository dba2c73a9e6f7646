package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Quantity;
import io.sepia.cli.terminal.Stopwatch;
import io.sepia.report.VerifyReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code verify}: looks for damage in the store. */
@Command(
        name = "verify",
        description = {
            "Read the whole store and look for damage: documents, generations and events that do not match their "
                    + "checksums, references to absent objects, indexes and logs that differ from the documents, "
                    + "unknown triggers and files. Change nothing.",
            "",
            "Each finding says what to do. If there are any, the exit status is 5.",
            ""
        })
final class VerifyCommand extends Subcommand {
    @Option(
            names = "--adopt",
            description = "First accept the documents that were changed by SQL: give them a checksum.")
    private boolean adopt;

    @Override
    public Integer call() {
        Stopwatch watch = new Stopwatch();
        VerifyReport report;
        try (Storage storage =
                        adopt ? sepia.store().openExisting() : sepia.store().openToRead();
                RowWriter rows = sepia.rows(FindingRows.COLUMNS)) {
            if (adopt) {
                sepia.say(Quantity.documents(storage.contents().adoptEdits()) + " sealed");
            }
            report = storage.contents().verify();
            FindingRows.write(report, rows);
        }
        sepia.say(Quantity.documents(report.documents()) + ", " + Quantity.of(report.generations())
                + " generations and "
                + Quantity.of(report.events()) + " events read, " + Quantity.of(report.findingCount()) + " findings ("
                + watch + ")");
        return report.isSound() ? ExitStatus.DONE : ExitStatus.DAMAGE;
    }
}

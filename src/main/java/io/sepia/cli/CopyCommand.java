package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Progress;
import io.sepia.cli.terminal.Progress.Unit;
import io.sepia.cli.terminal.Quantity;
import io.sepia.cli.terminal.Stopwatch;
import io.sepia.report.ConflictPolicy;
import io.sepia.report.TransferSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code copy}: copies a whole store into another one. */
@Command(
        name = "copy",
        description = {
            "Copy the whole store into another one, with versions, times, metadata, events, history, "
                    + "indexes and rules, and compare.",
            "",
            "If a copy was interrupted, run it again to continue where it stopped.",
            ""
        })
final class CopyCommand extends Subcommand {
    @Option(
            names = "--to",
            required = true,
            paramLabel = "STORE",
            description = "The other store, written as for --store. It is created if it does not exist.")
    private String to = "";

    @Option(
            names = "--on-conflict",
            paramLabel = "POLICY",
            description = "How to treat an object that is already stored there and differs: fail, skip, overwrite "
                    + "or newer; by default fail.")
    private ConflictPolicy policy = ConflictPolicy.FAIL;

    @Option(
            names = "--keep-going",
            description = "Report and leave out documents that cannot be read, and copy the others. If there are any, "
                    + "the exit status is 5.")
    private boolean keepGoing;

    private long damaged;

    @Override
    public Integer call() {
        Stopwatch watch = new Stopwatch();
        TransferSummary summary;
        try (Storage from = sepia.store().openToRead();
                Storage target = sepia.store(to).openOrCreate();
                Progress progress = sepia.progress(
                        "copy",
                        Unit.DOCUMENTS,
                        from.classes().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())) {
            summary = from.contents()
                    .copyTo(
                            target,
                            policy,
                            documents -> {
                                sepia.console().interruption().check();
                                progress.at(documents);
                            },
                            error -> {
                                if (!keepGoing) {
                                    throw error;
                                }
                                damaged++;
                                progress.say("left out: " + error.getMessage());
                            });
        }
        sepia.say(TransferReport.of("copied", summary, watch)
                + (damaged == 0 ? "" : ", " + Quantity.of(damaged) + " left out"));
        return damaged == 0 ? ExitStatus.DONE : ExitStatus.DAMAGE;
    }
}

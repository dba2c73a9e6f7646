package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.change.ChangeCursor;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Progress;
import io.sepia.cli.terminal.Progress.Unit;
import io.sepia.cli.terminal.Quantity;
import io.sepia.cli.terminal.Stopwatch;
import io.sepia.error.ConfigurationException;
import io.sepia.report.ConflictPolicy;
import io.sepia.report.TransferSummary;
import org.jspecify.annotations.Nullable;
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
            "",
            "If the store has a change log, the copy names the cursor with which --since copies what has changed "
                    + "afterwards. Repeat that, stop the writers, do it a last time, and use the other store.",
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

    @Option(
            names = "--since",
            paramLabel = "CURSOR",
            description = "Only copy what has changed after this cursor, overwriting and deleting in the other store.")
    private @Nullable String since;

    private long damaged;

    @Override
    public Integer call() {
        return since == null ? copy() : copySince(since);
    }

    private int copySince(String text) {
        if (policy != ConflictPolicy.FAIL || keepGoing) {
            throw CommandException.badInput("--since takes neither --on-conflict nor --keep-going");
        }
        ChangeCursor cursor = ChangesCommand.cursor(text);
        long[] objects = {0};
        try (Storage from = sepia.store().openToRead();
                Storage target = sepia.store(to).openOrCreate()) {
            cursor = from.contents().copyChangesTo(target, cursor, done -> {
                sepia.console().interruption().check();
                objects[0] = done;
            });
        }
        sepia.say("copied " + Quantity.of(objects[0]) + " changed objects" + later(cursor));
        return ExitStatus.DONE;
    }

    private static String later(ChangeCursor cursor) {
        return "; copy later changes with --since " + cursor;
    }

    private int copy() {
        ChangeCursor cursor = null;
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
            cursor = end(from);
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
                + (damaged == 0 ? "" : ", " + Quantity.of(damaged) + " left out")
                + (cursor == null ? "" : later(cursor)));
        return damaged == 0 ? ExitStatus.DONE : ExitStatus.DAMAGE;
    }

    /** Returns the end of the change log, or null if there is none. */
    private static @Nullable ChangeCursor end(Storage storage) {
        try {
            return storage.changes().end();
        } catch (ConfigurationException e) {
            return null;
        }
    }
}

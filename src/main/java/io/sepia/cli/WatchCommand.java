package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangePage;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Interruption;
import io.sepia.document.ObjectKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code watch}: shows changes as they are committed, also by other processes. */
@Command(
        name = "watch",
        description =
                "Show changes by any process as they are committed, until interrupted. The store must have a change"
                        + " log: see changes --keep.")
final class WatchCommand extends Subcommand {
    private static final Duration PAUSE = Duration.ofMillis(25);

    @Parameters(arity = "0..1", paramLabel = "CLASS", description = "Show only changes of this class.")
    private @Nullable String className;

    @Option(names = "--count", paramLabel = "N", description = "Stop after N changes.")
    private long count = Long.MAX_VALUE;

    @Override
    public Integer call() {
        if (count < 1) {
            throw CommandException.badInput("--count must be 1 or more, not " + count);
        }
        if (className != null) {
            ObjectKey.checkClassName(className);
        }
        Interruption interruption = sepia.console().interruption();
        try (Storage storage = sepia.store().openToRead();
                RowWriter rows = sepia.rows(ChangesCommand.COLUMNS)) {
            ChangeCursor cursor = storage.changes().end();
            sepia.say("watching " + sepia.store());
            long left = count;
            while (left > 0) {
                interruption.check();
                ChangePage page = storage.changes().since(cursor, (int) Math.min(left, ChangesCommand.PAGE));
                left -= ChangesCommand.write(page, className, rows);
                sepia.console().out().flush();
                cursor = page.next();
                if (!page.more()) {
                    interruption.pause(PAUSE);
                }
            }
        }
        return ExitStatus.DONE;
    }
}

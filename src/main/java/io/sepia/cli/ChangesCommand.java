package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangePage;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code changes}: lists the changes since a cursor, and switches the change log on and off. */
@Command(
        name = "changes",
        description = "List the latest change of each object since a cursor. To continue later, pass the cursor of the"
                + " last line.")
final class ChangesCommand extends Subcommand {
    @Option(
            names = "--since",
            paramLabel = "CURSOR",
            description = "List changes after this cursor; by default those of all objects.")
    private @Nullable String since;

    @Option(names = "--limit", paramLabel = "N", description = "List at most N changes; by default all.")
    private long limit = Long.MAX_VALUE;

    @Option(
            names = "--keep",
            paramLabel = "on|off",
            description = "Only switch the store's change log on, or off, which drops it.")
    private @Nullable String keep;

    @Override
    public Integer call() {
        if (keep != null) {
            return keep(keep);
        }
        if (limit < 1) {
            throw CommandException.badInput("--limit must be 1 or more, not " + limit);
        }
        ChangeCursor cursor = since == null ? ChangeCursor.BEGINNING : cursor(since);
        try (Storage storage = sepia.store().openToRead();
                ChangeRows rows = new ChangeRows(sepia)) {
            long left = limit;
            boolean more = true;
            while (more && left > 0) {
                sepia.console().interruption().check();
                ChangePage page = storage.changes().since(cursor, (int) Math.min(left, ChangeRows.PAGE));
                rows.write(page, null);
                left -= page.changes().size();
                cursor = page.next();
                more = page.more();
            }
        }
        return ExitStatus.DONE;
    }

    private int keep(String wanted) {
        if (!wanted.equals("on") && !wanted.equals("off")) {
            throw CommandException.badInput("--keep must be on or off, not '" + wanted + "'");
        }
        sepia.store().openExisting("changes", wanted).close();
        sepia.say("the change log of " + sepia.store() + " is " + wanted);
        return ExitStatus.DONE;
    }

    private static ChangeCursor cursor(String text) {
        try {
            return ChangeCursor.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitStatus.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }
}

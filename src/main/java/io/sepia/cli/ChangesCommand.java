package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.change.ChangePage;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code changes}: lists the changes since a cursor, and switches the change log on and off. */
@Command(
        name = "changes",
        description = "List the latest change of each object since a cursor. To continue later, pass the cursor of the"
                + " last line.")
final class ChangesCommand extends Subcommand {
    /** The number of changes that are read at a time. */
    static final int PAGE = 500;

    static final List<String> COLUMNS = List.of("class", "id", "kind", "version", "time", "cursor");

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
                RowWriter rows = sepia.rows(COLUMNS)) {
            long left = limit;
            boolean more = true;
            while (more && left > 0) {
                sepia.console().interruption().check();
                ChangePage page = storage.changes().since(cursor, (int) Math.min(left, PAGE));
                write(page, null, rows);
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

    static ChangeCursor cursor(String text) {
        try {
            return ChangeCursor.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitStatus.BAD_INPUT, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Writes the changes of a page, each with the cursor that continues after it.
     *
     * @param className the class whose changes are written; null for all classes
     * @return the number of rows written
     */
    static long write(ChangePage page, @Nullable String className, RowWriter rows) {
        long written = 0;
        for (Change each : page.changes()) {
            if (className == null || className.equals(each.key().className())) {
                rows.row(
                        each.key().className(),
                        each.key().id(),
                        each.kind().name().toLowerCase(Locale.ROOT),
                        each.version(),
                        each.at(),
                        page.after(each));
                written++;
            }
        }
        return written;
    }
}

package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Quantity;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code forget}: deletes objects permanently, with their traces. */
@Command(
        name = "forget",
        description = {
            "Delete objects permanently with their generations and events, whether they are stored or were deleted.",
            "The file of the store is rewritten without them. Exports and backups are not changed."
        })
final class ForgetCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "CLASS", description = "Class of the objects.")
    private String className = "";

    @Parameters(index = "1..*", paramLabel = "ID", arity = "1..*", description = "Their ids.")
    private List<String> ids = List.of();

    @Option(names = "--yes", description = "Confirm; without this option nothing is deleted.")
    private boolean yes;

    @Override
    public Integer call() {
        if (!yes) {
            throw CommandException.badInput("forget cannot be undone, so it needs --yes");
        }
        try (Storage storage = sepia.store().openExisting()) {
            long forgotten = storage.documents(className).forget(ids);
            sepia.say(Quantity.documents(forgotten) + " forgotten from " + className + ", with all traces of "
                    + ids.stream().distinct().count() + " ids");
        }
        return ExitStatus.DONE;
    }
}

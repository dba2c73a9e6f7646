package io.sepia.cli;

import io.sepia.DocumentOperations;
import io.sepia.Storage;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.DisplayText;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.LockWait;
import io.sepia.cli.terminal.Quantity;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code delete}: deletes documents by id or by a condition. */
@Command(
        name = "delete",
        description = "Delete documents by their ids, or those that meet a condition. Ids that are not stored are "
                + "reported, and the exit status is 1.")
final class DeleteCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "CLASS", description = "Class of the documents.")
    private String className = "";

    @Parameters(index = "1..*", paramLabel = "ID", arity = "0..*", description = "Their ids.")
    private List<String> ids = List.of();

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "Delete the documents that meet this condition, as in query, instead; count --where tells "
                    + "how many that are.")
    private @Nullable String where;

    @Override
    public Integer call() {
        if (ids.isEmpty() == (where == null)) {
            throw CommandException.badInput("delete needs either ids or --where");
        }
        return where == null ? deleteIds() : deleteWhere(where);
    }

    private int deleteWhere(String condition) {
        long deleted;
        try (Storage storage = sepia.store().openExisting();
                LockWait wait = sepia.lockWait()) {
            require(storage, className);
            deleted = storage.inTransaction(tx -> {
                wait.granted();
                return tx.documents(className).query().where(condition).delete();
            });
        }
        sepia.say(Quantity.documents(deleted) + " deleted from " + className);
        return ExitStatus.DONE;
    }

    private int deleteIds() {
        Set<String> absent = new LinkedHashSet<>();
        Set<String> wanted = new LinkedHashSet<>(ids);
        try (Storage storage = sepia.store().openExisting();
                LockWait wait = sepia.lockWait()) {
            require(storage, className);
            storage.useTransaction(tx -> {
                wait.granted();
                DocumentOperations documents = tx.documents(className);
                wanted.stream().filter(id -> !documents.delete(id)).forEach(absent::add);
            });
        }
        sepia.say(Quantity.documents(wanted.size() - absent.size()) + " deleted from " + className);
        absent.forEach(id -> sepia.console()
                .err()
                .println("sepia: there is no " + className + " '" + DisplayText.visible(id) + "' in " + sepia.store()));
        return absent.isEmpty() ? ExitStatus.DONE : ExitStatus.NOT_THERE;
    }
}

package io.sepia.cli;

import io.sepia.DocumentOperations;
import io.sepia.Storage;
import io.sepia.cli.terminal.DisplayText;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.LockWait;
import io.sepia.cli.terminal.Quantity;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code delete}: deletes documents by id. */
@Command(
        name = "delete",
        description = "Delete documents. If some are not stored, they are reported, and the exit status is 1.")
final class DeleteCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "CLASS", description = "Class of the documents.")
    private String className = "";

    @Parameters(index = "1..*", paramLabel = "ID", arity = "1..*", description = "Their ids.")
    private List<String> ids = List.of();

    @Override
    public Integer call() {
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

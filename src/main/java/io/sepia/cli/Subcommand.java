package io.sepia.cli;

import io.sepia.DocumentOperations;
import io.sepia.Storage;
import io.sepia.cli.terminal.CommandException;
import io.sepia.document.ObjectKey;
import java.util.Set;
import java.util.concurrent.Callable;

/** A command below {@link Sepia}, which sets itself before the command runs. */
abstract class Subcommand implements Callable<Integer> {
    private static final int NAMED_IN_MESSAGE = 20;

    @SuppressWarnings("NullAway.Init")
    Sepia sepia;

    /**
     * Returns the documents of a class that the command reads, and that must exist.
     *
     * @throws CommandException with status 1 if it has none; the message names the classes that have documents
     */
    DocumentOperations require(Storage storage, String className) {
        ObjectKey.checkClassName(className);
        DocumentOperations documents = storage.documents(className);
        if (documents.count() == 0) {
            throw absent(storage.classes().keySet(), className);
        }
        return documents;
    }

    private CommandException absent(Set<String> classes, String className) {
        String known =
                String.join(", ", classes.stream().limit(NAMED_IN_MESSAGE).toList());
        String there = classes.isEmpty()
                ? "which is empty"
                : "which has " + known + (classes.size() > NAMED_IN_MESSAGE ? ", …" : "");
        return CommandException.notThere("there is no class " + className + " in " + sepia.store() + ", " + there);
    }
}

package io.sepia.cli;

import io.sepia.DocumentOperations;
import io.sepia.Storage;
import io.sepia.cli.terminal.CommandException;
import io.sepia.document.ObjectKey;
import java.util.Set;

/** A class that a command reads, and that must exist. */
final class KnownClass {
    private static final int NAMED_IN_MESSAGE = 20;

    private KnownClass() {}

    /**
     * Returns the documents of the class.
     *
     * @throws CommandException with status 1 if it has none; the message names the classes that have documents
     */
    static DocumentOperations require(Storage storage, String className, StoreAddress store) {
        ObjectKey.checkClassName(className);
        DocumentOperations documents = storage.documents(className);
        if (documents.count() == 0) {
            throw absent(storage.classes().keySet(), className, store);
        }
        return documents;
    }

    private static CommandException absent(Set<String> classes, String className, StoreAddress store) {
        String known =
                String.join(", ", classes.stream().limit(NAMED_IN_MESSAGE).toList());
        String there = classes.isEmpty()
                ? "which is empty"
                : "which has " + known + (classes.size() > NAMED_IN_MESSAGE ? ", …" : "");
        return CommandException.notThere("there is no class " + className + " in " + store + ", " + there);
    }
}

package io.sepia.cli;

import io.sepia.Storage;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code classes}: what is in the store. */
@Command(name = "classes", description = "List the classes and how many documents each has.")
final class ClassesCommand implements Callable<Integer> {
    private final Sepia sepia;

    ClassesCommand(Sepia sepia) {
        this.sepia = sepia;
    }

    @Override
    public Integer call() {
        try (Storage storage = sepia.store().openToRead();
                RowWriter rows = sepia.rows(List.of("class", "count"))) {
            storage.classes().forEach(rows::row);
        }
        return ExitStatus.DONE;
    }
}

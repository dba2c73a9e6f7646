package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Quantity;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code classes}: what is in the store. */
@Command(name = "classes", description = "List the classes and how many documents each has.")
final class ClassesCommand implements Callable<Integer> {
    private static final int NAMED_STRAYS = 10;

    private final Sepia sepia;

    ClassesCommand(Sepia sepia) {
        this.sepia = sepia;
    }

    @Override
    public Integer call() {
        try (Storage storage = sepia.store().openToRead();
                RowWriter rows = sepia.rows(List.of("class", "count"))) {
            storage.classes().forEach(rows::row);
            Set<String> strays = storage.strays();
            if (!strays.isEmpty()) {
                sepia.say(Quantity.of(strays.size()) + " strays among the files are left alone: "
                        + strays.stream().limit(NAMED_STRAYS).collect(Collectors.joining(", "))
                        + (strays.size() > NAMED_STRAYS ? ", …" : ""));
            }
        }
        return ExitStatus.DONE;
    }
}

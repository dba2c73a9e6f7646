package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Quantity;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code classes}: lists the classes of a store. */
@Command(name = "classes", description = "List the classes and how many documents each has.")
final class ClassesCommand extends Subcommand {
    private static final int MOST_NAMES = 10;

    @Override
    public Integer call() {
        try (Storage storage = sepia.store().openToRead();
                RowWriter rows = sepia.rows(List.of("class", "count"))) {
            storage.classes().forEach(rows::row);
            Set<String> unrecognized = storage.stats().unrecognizedFiles();
            if (!unrecognized.isEmpty()) {
                sepia.say(Quantity.of(unrecognized.size()) + " unrecognized files are ignored: "
                        + unrecognized.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                        + (unrecognized.size() > MOST_NAMES ? ", …" : ""));
            }
        }
        return ExitStatus.DONE;
    }
}

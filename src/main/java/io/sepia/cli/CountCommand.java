package io.sepia.cli;

import io.sepia.DocumentOperations;
import io.sepia.Storage;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code count}: counts documents. */
@Command(
        name = "count",
        description = "Count the documents of a class, all or those that meet a condition, or of the whole store.")
final class CountCommand extends Subcommand {
    @Parameters(paramLabel = "CLASS", arity = "0..1", description = "Class to count; by default all.")
    private @Nullable String className;

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "Condition that documents must meet, as in query.")
    private @Nullable String where;

    @Override
    public Integer call() {
        if (where != null && className == null) {
            throw CommandException.badInput("--where needs the class whose documents must meet the condition");
        }
        try (Storage storage = sepia.store().openToRead()) {
            if (className == null) {
                long total = storage.classes().values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
                write(List.of("count"), total);
            } else {
                DocumentOperations documents = require(storage, className);
                long count = where == null
                        ? documents.count()
                        : documents.query().where(where).count();
                write(List.of("class", "count"), className, count);
            }
        }
        return ExitStatus.DONE;
    }

    private void write(List<String> columns, Object... values) {
        try (RowWriter rows = sepia.rows(columns)) {
            rows.row(values);
        }
    }
}

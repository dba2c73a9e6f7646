package io.sepia.cli;

import io.sepia.ObjectQuery;
import io.sepia.Storage;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.StoredDocument;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code list}: lists the ids of a class, with versions and times. */
@Command(
        name = "list",
        description = "List the documents of a class: id, version and time of the last write, in the order of ids.")
final class ListCommand extends Subcommand {
    @Parameters(paramLabel = "CLASS", description = "Class to list.")
    private String className = "";

    @Option(names = "--limit", paramLabel = "N", description = "List at most N documents; by default all.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--after", paramLabel = "ID", description = "Begin after this id, which need not be stored.")
    private @Nullable String after;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw CommandException.badInput("--limit must be 1 or more, not " + limit);
        }
        try (Storage storage = sepia.store().openToRead();
                RowWriter rows = sepia.rows(List.of("id", "version", "updated"))) {
            ObjectQuery<StoredDocument> query =
                    require(storage, className).query().limit(limit);
            if (after != null) {
                query = query.where("@id > '" + after.replace("'", "''") + "'");
            }
            try (Stream<StoredDocument> stream = query.stream()) {
                stream.forEachOrdered(each -> rows.row(each.key().id(), each.version(), each.updatedAt()));
            }
        }
        return ExitStatus.DONE;
    }
}

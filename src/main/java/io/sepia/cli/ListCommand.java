package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code list}: the ids of a class, with versions and times. */
@Command(
        name = "list",
        description = "List the documents of a class: id, version and time of the last write, in the order of ids.")
final class ListCommand implements Callable<Integer> {
    @ParentCommand
    private Sepia sepia;

    @Parameters(paramLabel = "CLASS", description = "Class to list.")
    private String className = "";

    @Option(names = "--limit", paramLabel = "N", description = "List N documents at most; all of them without it.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--after", paramLabel = "ID", description = "Begin behind this id, which need not be stored.")
    private @Nullable String after;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw CommandException.badInput("--limit must be 1 or more, not " + limit);
        }
        try (Storage storage = sepia.store().openToRead();
                Stream<StoredDocument> stream = KnownClass.require(storage, className, sepia.store()).stream();
                RowWriter rows = sepia.rows(List.of("id", "version", "updated"))) {
            stream.dropWhile(this::isBefore)
                    .limit(limit)
                    .forEachOrdered(each -> rows.row(each.key().id(), each.version(), each.updatedAt()));
        }
        return ExitStatus.DONE;
    }

    private boolean isBefore(StoredDocument document) {
        return after != null && ObjectKey.TEXT_ORDER.compare(document.key().id(), after) <= 0;
    }
}

package io.sepia.cli;

import io.sepia.DocumentOperations;
import io.sepia.Storage;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import java.util.Collections;
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
    private static final int PAGE = 500;

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
            DocumentOperations documents = require(storage, className);
            if (after == null) {
                try (Stream<StoredDocument> stream = documents.stream()) {
                    stream.limit(limit).forEachOrdered(each -> write(each, rows));
                }
            } else {
                listIds(documents, behind(documents.ids(), after), rows);
            }
        }
        return ExitStatus.DONE;
    }

    /** Reads a few documents at a time, and none before {@code --after}. */
    private void listIds(DocumentOperations documents, List<String> ids, RowWriter rows) {
        int end = (int) Math.min(limit, ids.size());
        for (int start = 0; start < end; start += PAGE) {
            documents.findAll(ids.subList(start, Math.min(start + PAGE, end))).forEach(each -> write(each, rows));
        }
    }

    private static List<String> behind(List<String> ids, String id) {
        int found = Collections.binarySearch(ids, id, ObjectKey.TEXT_ORDER);
        return ids.subList(found < 0 ? -found - 1 : found + 1, ids.size());
    }

    private static void write(StoredDocument document, RowWriter rows) {
        rows.row(document.key().id(), document.version(), document.updatedAt());
    }
}

package io.sepia.cli;

import io.sepia.ObjectQuery;
import io.sepia.document.StoredDocument;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that write the best results of a search. */
final class PageOptions {
    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "Condition that documents must also meet; see the command query.")
    private @Nullable String where;

    @Option(names = "--limit", paramLabel = "N", description = "Write at most N documents; by default 20.")
    private long limit = 20;

    @Option(names = "--offset", paramLabel = "N", description = "Skip the first N documents.")
    private long offset;

    /** Returns the part of a query that the options ask for. */
    ObjectQuery<StoredDocument> of(ObjectQuery<StoredDocument> query) {
        ObjectQuery<StoredDocument> page = query.offset(offset).limit(limit);
        return where == null ? page : page.where(where);
    }
}

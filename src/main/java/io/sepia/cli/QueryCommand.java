package io.sepia.cli;

import io.sepia.DocumentOperations;
import io.sepia.ObjectQuery;
import io.sepia.Storage;
import io.sepia.cli.input.JsonText;
import io.sepia.cli.output.ExportedLines;
import io.sepia.cli.output.FieldColumns;
import io.sepia.cli.output.OutputFormat;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.output.RowWriter.Json;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.StoredDocument;
import io.sepia.query.QueryPlan;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code query}: finds documents by their properties. */
@Command(
        name = "query",
        description = {
            "Find documents of a class by their properties.",
            "",
            "Conditions compare fields with values: category = 'css' and status.deprecated = true. Fields are paths "
                    + "such as support.safari, tags[0], @id, @version, @created, @updated, @metadata.by.",
            ""
        })
final class QueryCommand extends Subcommand {
    @Parameters(paramLabel = "CLASS", description = "Class to query.")
    private String className = "";

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "Condition that documents must meet; by default all documents.")
    private @Nullable String where;

    @Option(
            names = "--order-by",
            paramLabel = "FIELDS",
            description =
                    "Sort by these fields, separated by commas, descending if followed by desc; by default by id.")
    private @Nullable String orderBy;

    @Option(names = "--limit", paramLabel = "N", description = "Write at most N documents; by default all.")
    private @Nullable Long limit;

    @Option(names = "--offset", paramLabel = "N", description = "Skip the first N documents.")
    private long offset;

    @Option(
            names = "--fields",
            paramLabel = "FIELDS",
            description = "Write these fields, separated by commas, instead of whole documents.")
    private @Nullable String fields;

    @Option(names = "--count", description = "Only count the documents that meet the condition.")
    private boolean count;

    @Option(
            names = "--explain",
            description = "Only show how the documents would be found: by an index, by id, or by scanning the class.")
    private boolean explain;

    @Option(
            names = "--watch",
            description = "Show how the result changes, by any process, until interrupted. The store must have a change"
                    + " log: see changes --keep.")
    private boolean watch;

    @Option(names = "--stop-after", paramLabel = "N", description = "With --watch, stop after N changes.")
    private @Nullable Long stopAfter;

    @Override
    public Integer call() {
        if (watch ? count || explain || fields != null : stopAfter != null) {
            throw CommandException.badInput(
                    "--watch excludes --count, --explain and --fields, and --stop-after needs it");
        }
        if (stopAfter != null && stopAfter < 1) {
            throw CommandException.badInput("--stop-after must be 1 or more, not " + stopAfter);
        }
        try (Storage storage = sepia.store().openToRead()) {
            DocumentOperations documents = require(storage, className);
            ObjectQuery<StoredDocument> query = query(documents.query());
            if (watch) {
                new QueryWatch(sepia).run(storage, query, stopAfter == null ? Long.MAX_VALUE : stopAfter);
            } else if (explain) {
                explain(query.explain());
            } else if (count) {
                try (RowWriter rows = sepia.rows(List.of("class", "count"))) {
                    rows.row(className, query.count());
                }
            } else if (fields != null) {
                FieldColumns columns = FieldColumns.parse(fields);
                try (RowWriter rows = sepia.rows(columns.names())) {
                    forEach(query, each -> rows.row(columns.of(each, sepia.format())));
                }
            } else if (sepia.format() == OutputFormat.JSON) {
                PrintWriter out = sepia.console().out();
                ExportedLines lines = ExportedLines.forReading();
                forEach(query, each -> out.print(lines.line(each) + "\n"));
            } else {
                try (RowWriter rows = sepia.rows(List.of("id", "content"))) {
                    forEach(query, each -> rows.row(each.key().id(), new Json(JsonText.singleLine(each.content()))));
                }
            }
        }
        return ExitStatus.DONE;
    }

    private void explain(QueryPlan plan) {
        try (RowWriter rows = sepia.rows(List.of("class", "way", "indexes", "plan"))) {
            List<String> indexes = plan.indexes().stream()
                    .map(each -> String.join(", ", each.fields()))
                    .toList();
            rows.row(
                    className,
                    plan.way().name().toLowerCase(Locale.ROOT),
                    String.join("; ", indexes),
                    plan.text().replace("\n", "; "));
        }
    }

    private ObjectQuery<StoredDocument> query(ObjectQuery<StoredDocument> all) {
        ObjectQuery<StoredDocument> query = all.offset(offset);
        if (where != null) {
            query = query.where(where);
        }
        if (orderBy != null) {
            query = query.orderBy(orderBy);
        }
        return limit == null ? query : query.limit(limit);
    }

    private static void forEach(ObjectQuery<StoredDocument> query, Consumer<StoredDocument> action) {
        try (Stream<StoredDocument> stream = query.stream()) {
            stream.forEachOrdered(action);
        }
    }
}

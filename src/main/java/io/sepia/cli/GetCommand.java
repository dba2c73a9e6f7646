package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.cli.input.JsonText;
import io.sepia.cli.output.CsvWriter;
import io.sepia.cli.output.JsonLinesWriter;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.output.RowWriter.Json;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.DisplayText;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.StoredDocument;
import io.sepia.error.ObjectNotFoundException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code get}: writes one document. */
@Command(
        name = "get",
        description = "Write one document: formatted on a terminal, otherwise as one line exactly as it is stored.")
final class GetCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "CLASS", description = "Class of the document.")
    private String className = "";

    @Parameters(index = "1", paramLabel = "ID", description = "Its id.")
    private String id = "";

    @Option(
            names = "--with-metadata",
            description = "Also write class, id, version, times, and metadata if there are any.")
    private boolean withMetadata;

    @Override
    public Integer call() {
        try (Storage storage = sepia.store().openToRead()) {
            write(storage.documents(className).find(id).orElseThrow(() -> absent(storage)));
        }
        return ExitStatus.DONE;
    }

    private RuntimeException absent(Storage storage) {
        require(storage, className);
        return new CommandException(
                ExitStatus.NOT_THERE,
                "there is no " + className + " '" + id + "' in " + sepia.store(),
                new ObjectNotFoundException(className, id));
    }

    private void write(StoredDocument document) {
        Fields fields = new Fields();
        if (withMetadata) {
            fields.add("class", document.key().className());
            fields.add("id", document.key().id());
            fields.add("version", document.version());
            fields.add("created", document.createdAt());
            fields.add("updated", document.updatedAt());
            if (document.metadata() != null) {
                fields.add("metadata", new Json(JsonText.singleLine(document.metadata())));
            }
        }
        String line = JsonText.singleLine(document.content());
        PrintWriter out = sepia.console().out();
        switch (sepia.format()) {
            case TABLE -> {
                fields.printTo(out);
                out.print(JsonText.pretty(document.content()) + "\n");
            }
            case JSON -> {
                if (withMetadata) {
                    fields.add("content", new Json(line));
                    fields.writeTo(new JsonLinesWriter(out, fields.names));
                } else {
                    out.print(line + "\n");
                }
            }
            case CSV -> {
                fields.add("content", new Json(line));
                fields.writeTo(new CsvWriter(out, fields.names));
            }
        }
    }

    /** Properties of a document, by name. */
    private static final class Fields {
        private final List<String> names = new ArrayList<>();
        private final List<Object> values = new ArrayList<>();

        void add(String name, Object value) {
            names.add(name);
            values.add(value);
        }

        void printTo(PrintWriter out) {
            for (int i = 0; i < names.size(); i++) {
                out.printf(
                        "%-8s  %s\n",
                        names.get(i), DisplayText.visible(values.get(i).toString()));
            }
            if (!names.isEmpty()) {
                out.print('\n');
            }
        }

        void writeTo(RowWriter rows) {
            try (rows) {
                rows.row(values.toArray());
            }
        }
    }
}

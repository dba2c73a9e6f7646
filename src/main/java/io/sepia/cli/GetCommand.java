package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.cli.input.JsonText;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.output.RowWriter.Json;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.DisplayText;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.StoredDocument;
import io.sepia.error.ObjectNotFoundException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        Map<String, Object> fields = new LinkedHashMap<>();
        if (withMetadata) {
            fields.put("class", document.key().className());
            fields.put("id", document.key().id());
            fields.put("version", document.version());
            fields.put("created", document.createdAt());
            fields.put("updated", document.updatedAt());
            if (document.metadata() != null) {
                fields.put("metadata", new Json(JsonText.singleLine(document.metadata())));
            }
        }
        String line = JsonText.singleLine(document.content());
        PrintWriter out = sepia.console().out();
        switch (sepia.format()) {
            case TABLE -> {
                fields.forEach((name, value) -> out.printf("%-8s  %s\n", name, DisplayText.visible(value.toString())));
                out.print((fields.isEmpty() ? "" : "\n") + JsonText.pretty(document.content()) + "\n");
            }
            case JSON -> {
                if (withMetadata) {
                    writeRow(fields, line);
                } else {
                    out.print(line + "\n");
                }
            }
            case CSV -> writeRow(fields, line);
        }
    }

    private void writeRow(Map<String, Object> fields, String content) {
        fields.put("content", new Json(content));
        try (RowWriter rows = sepia.rows(List.copyOf(fields.keySet()))) {
            rows.row(fields.values().toArray());
        }
    }
}

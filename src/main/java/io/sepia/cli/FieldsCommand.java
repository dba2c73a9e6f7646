package io.sepia.cli;

import io.sepia.DocumentOperations;
import io.sepia.Storage;
import io.sepia.cli.output.OccurringFields;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.cli.terminal.Quantity;
import io.sepia.document.StoredDocument;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code fields}: lists the fields of a class. */
@Command(
        name = "fields",
        description = {
            "List the fields that occur in the documents of a class, with the types of their values and the number of "
                    + "documents that have them.",
            "",
            "Fields are paths, as in the conditions of query; [] stands for each element of an array.",
            ""
        })
final class FieldsCommand extends Subcommand {
    @Parameters(paramLabel = "CLASS", description = "Class of the documents.")
    private String className = "";

    @Override
    public Integer call() {
        OccurringFields types = new OccurringFields();
        try (Storage storage = sepia.store().openToRead()) {
            DocumentOperations documents = require(storage, className);
            try (Stream<StoredDocument> all = documents.stream()) {
                all.forEachOrdered(types::add);
            }
        }
        try (RowWriter rows = sepia.rows(List.of("field", "types", "documents"))) {
            types.forEach((field, found, count) -> rows.row(field, String.join(", ", found), count));
        }
        if (types.isCut()) {
            sepia.say("Fields beyond the first " + Quantity.of(OccurringFields.MOST) + " are not listed.");
        }
        return ExitStatus.DONE;
    }
}

package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.ObjectKey;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code references}: lists the documents that refer to an object. */
@Command(
        name = "references",
        description = "List the documents that refer to an object, whether or not the object is stored.")
final class ReferencesCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "CLASS", description = "Class of the object.")
    private String className = "";

    @Parameters(index = "1", paramLabel = "ID", description = "Its id.")
    private String id = "";

    @Override
    public Integer call() {
        try (Storage storage = sepia.store().openToRead();
                Stream<ObjectKey> referrers = storage.documents(className).referrers(id);
                RowWriter rows = sepia.rows(List.of("class", "id"))) {
            referrers.forEachOrdered(each -> {
                sepia.console().interruption().check();
                rows.row(each.className(), each.id());
            });
        }
        return ExitStatus.DONE;
    }
}

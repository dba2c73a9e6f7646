package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.ExitStatus;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diff}: lists the objects in which two stores differ. */
@Command(
        name = "diff",
        description = {
            "List the objects in which the store differs from another one. If there are any, the exit status is 1.",
            "",
            "only_here and only_there: only one store has the object; content: the JSON values differ; state: only "
                    + "version, times or metadata differ.",
            ""
        })
final class DiffCommand extends Subcommand {
    @Option(
            names = "--with",
            required = true,
            paramLabel = "STORE",
            description = "The other store, written as for --store.")
    private String with = "";

    @Override
    public Integer call() {
        try (Storage here = sepia.store().openToRead();
                Storage there = sepia.store(with).openToRead();
                RowWriter rows = sepia.rows(List.of("class", "id", "difference"))) {
            long count = here.contents().differences(there, each -> {
                sepia.console().interruption().check();
                rows.row(
                        each.key().className(),
                        each.key().id(),
                        each.kind().name().toLowerCase(Locale.ROOT));
            });
            return count == 0 ? ExitStatus.DONE : ExitStatus.NOT_THERE;
        }
    }
}

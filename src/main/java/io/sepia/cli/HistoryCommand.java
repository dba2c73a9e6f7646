package io.sepia.cli;

import io.sepia.ObjectHistory;
import io.sepia.Storage;
import io.sepia.cli.input.JsonText;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.DisplayText;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.Generation;
import io.sepia.document.GenerationInfo;
import io.sepia.document.StoredDocument;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code history}: lists, shows, compares and restores generations of an object. */
@Command(
        name = "history",
        description =
                "List the generations of an object, stored or deleted. Show or restore one of them, or compare two.")
final class HistoryCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "CLASS", description = "Class of the object.")
    private String className = "";

    @Parameters(index = "1", paramLabel = "ID", description = "Its id.")
    private String id = "";

    @Option(
            names = "--at",
            paramLabel = "N|TIME",
            description = "Write generation N, or the one at a time such as 2026-01-31T08:00:00Z.")
    private @Nullable String at;

    @Option(
            names = "--diff",
            arity = "2",
            paramLabel = "N",
            description = "Write the difference between two generations as a JSON Patch (RFC 6902).")
    private List<Long> diff = new ArrayList<>();

    @Option(names = "--restore", paramLabel = "N", description = "Save generation N again, as a new generation.")
    private @Nullable Long restore;

    @Override
    public Integer call() {
        if ((at == null ? 0 : 1) + (diff.isEmpty() ? 0 : 1) + (restore == null ? 0 : 1) > 1) {
            throw CommandException.badInput("give one of --at, --diff and --restore");
        }
        try (Storage storage =
                restore == null ? sepia.store().openToRead() : sepia.store().openExisting()) {
            ObjectHistory<StoredDocument> history = storage.documents(className).history(id);
            if (at != null) {
                show(history, at);
            } else if (!diff.isEmpty()) {
                sepia.console().out().print(history.diff(diff.get(0), diff.get(1)) + "\n");
            } else if (restore != null) {
                StoredDocument restored = history.restore(restore);
                sepia.say(className + " '" + DisplayText.visible(id) + "' was restored from generation " + restore
                        + " as version " + restored.version());
            } else {
                list(history);
            }
        }
        return ExitStatus.DONE;
    }

    private void show(ObjectHistory<StoredDocument> history, String when) {
        Optional<Generation<StoredDocument>> found =
                when.matches("[0-9]{1,18}") ? history.at(Long.parseLong(when)) : history.at(time(when));
        String content = found.map(Generation::value)
                .map(StoredDocument::content)
                .orElseThrow(() -> new CommandException(
                        ExitStatus.NOT_THERE,
                        "there is no generation " + when + " of " + className + " '" + DisplayText.visible(id) + "' in "
                                + sepia.store()));
        sepia.console().out().print(JsonText.singleLine(content) + "\n");
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new CommandException(
                    ExitStatus.BAD_INPUT,
                    "--at must be a number or a time such as 2026-01-31T08:00:00Z, not '" + text + "'",
                    e);
        }
    }

    private void list(ObjectHistory<StoredDocument> history) {
        if (history.count() == 0) {
            throw new CommandException(
                    ExitStatus.NOT_THERE,
                    "there are no generations of " + className + " '" + DisplayText.visible(id) + "' in "
                            + sepia.store());
        }
        try (Stream<GenerationInfo> generations = history.generations();
                RowWriter rows = sepia.rows(List.of("number", "version", "saved", "deleted", "metadata"))) {
            generations.forEachOrdered(each -> {
                sepia.console().interruption().check();
                rows.row(
                        each.number(),
                        each.version(),
                        each.createdAt(),
                        each.deletedAt().map(Instant::toString).orElse(""),
                        new RowWriter.Json(JsonText.ofMap(each.metadata())));
            });
        }
    }
}

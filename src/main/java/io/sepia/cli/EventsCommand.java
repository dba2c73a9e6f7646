package io.sepia.cli;

import io.sepia.Storage;
import io.sepia.change.Event;
import io.sepia.change.EventFilter;
import io.sepia.cli.input.JsonText;
import io.sepia.cli.output.RowWriter;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code events}: lists logged events. */
@Command(
        name = "events",
        description = "List the events of the store, a class or an object, in the order in which they were logged.")
final class EventsCommand extends Subcommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "CLASS", description = "List only events of this class.")
    private @Nullable String className;

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "List only events of this object.")
    private @Nullable String id;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Omit events before this time, such as 2026-01-31T08:00:00Z.")
    private @Nullable String from;

    @Option(names = "--until", paramLabel = "TIME", description = "Omit events at this time or later.")
    private @Nullable String until;

    @Override
    public Integer call() {
        EventFilter filter = new EventFilter(className, id, time("--from", from), time("--until", until));
        try (Storage storage = sepia.store().openToRead();
                Stream<Event> events = storage.changes().events(filter);
                RowWriter rows = sepia.rows(List.of("class", "id", "type", "generation", "time", "metadata"))) {
            events.forEachOrdered(each -> {
                sepia.console().interruption().check();
                rows.row(
                        each.key().className(),
                        each.key().id(),
                        each.type().name().toLowerCase(Locale.ROOT),
                        each.generation(),
                        each.at(),
                        new RowWriter.Json(JsonText.ofMap(each.metadata())));
            });
        }
        return ExitStatus.DONE;
    }

    private static @Nullable Instant time(String option, @Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new CommandException(
                    ExitStatus.BAD_INPUT,
                    option + " must be a time such as 2026-01-31T08:00:00Z, not '" + text + "'",
                    e);
        }
    }
}

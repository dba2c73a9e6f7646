package io.sepia.internal.backend.file;

import io.sepia.change.EventType;
import io.sepia.document.ObjectKey;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.internal.json.JsonParts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The files {@code .events/Class/id.jsonl}: one line for each event of an object, in the format of the Crystal library.
 * Lines of this library add the number of the event among all events, and the microseconds of its time. Unreadable
 * lines are skipped.
 */
final class EventFiles extends LineFiles {
    static final String DIRECTORY = ".events";

    private static final long MICROS = 1_000_000;

    EventFiles(Path root) {
        super(root.resolve(DIRECTORY));
    }

    /** Returns the line of an event, without its line end. */
    static String line(LoggedEvent event) {
        Instant whole = event.at().truncatedTo(ChronoUnit.SECONDS);
        String metadata = event.metadata();
        boolean oneLine = metadata == null || metadata.indexOf('\n') < 0 && metadata.indexOf('\r') < 0;
        return "{\"ts\":\"" + whole + "\",\"type\":\"" + event.type().text() + "\",\"gen\":" + event.generation()
                + ",\"meta\":" + (metadata == null || !oneLine ? "{}" : metadata)
                + ",\"n\":" + event.number()
                + ",\"us\":" + ChronoUnit.MICROS.between(whole, event.at())
                + (metadata == null ? "" : oneLine ? ",\"given\":true" : ",\"text\":" + JsonParts.quoted(metadata))
                + GenerationLine.id(event.key())
                + "}";
    }

    /** Parses a line. The number of the event is 0 if the line has none. Returns null if the line is not an event. */
    static @Nullable LoggedEvent read(ObjectKey key, String line) {
        List<JsonParts.Part> members = JsonParts.members(line);
        if (members == null) {
            return null;
        }
        try {
            Instant at = null;
            EventType type = null;
            long generation = 0;
            String meta = null;
            long number = 0;
            long micros = 0;
            boolean given = false;
            String text = null;
            for (JsonParts.Part each : members) {
                switch (each.name()) {
                    case "ts" -> at = Instant.parse(Objects.requireNonNull(JsonParts.unquoted(each.text())));
                    case "type" -> type = EventType.of(Objects.requireNonNull(JsonParts.unquoted(each.text())));
                    case "gen" -> generation = Long.parseLong(each.text());
                    case "meta" -> meta = each.text();
                    case "n" -> number = Long.parseLong(each.text());
                    case "us" -> micros = Math.floorMod(Long.parseLong(each.text()), MICROS);
                    case "given" -> given = true;
                    case "text" -> text = JsonParts.unquoted(each.text());
                    default -> {}
                }
            }
            if (at == null || type == null) {
                return null;
            }
            boolean isEmpty = meta == null || meta.equals("{}") || !meta.startsWith("{");
            String metadata = text != null ? text : isEmpty && !given ? null : meta;
            return new LoggedEvent(number, key, type, generation, at.plus(micros, ChronoUnit.MICROS), metadata);
        } catch (IllegalArgumentException | DateTimeParseException | NullPointerException e) {
            return null;
        }
    }

    /**
     * Returns all events in the order of their numbers. Lines without a number are sorted by time; the first
     * {@code adopted} of them have the numbers from 1, the others come after all numbered events.
     *
     * @param adopted how many lines are known to have no number; negative if that is not known yet
     * @param keys returns the object of a class whose file has a name that does not contain its id; past versions of
     *     this library did not write the id
     */
    List<LoggedEvent> all(long adopted, BiFunction<String, String, @Nullable ObjectKey> keys) throws IOException {
        List<LoggedEvent> numbered = new ArrayList<>();
        List<LoggedEvent> others = new ArrayList<>();
        forEach((className, name, file) -> {
            String id = FileNames.text(name);
            ObjectKey known = FileNames.key(className, id == null ? firstId(file) : id);
            ObjectKey key = known != null || className == null ? known : keys.apply(className, name);
            read(key, file, event -> event.number() > 0 ? numbered : others);
        });
        others.sort(Comparator.comparing(LoggedEvent::at));
        long first = adopted < 0 ? others.size() : Math.min(adopted, others.size());
        long last = numbered.stream().mapToLong(LoggedEvent::number).max().orElse(0);
        last = Math.max(last, first);
        for (int i = 0; i < others.size(); i++) {
            numbered.add(numbered(others.get(i), i < first ? i + 1L : ++last));
        }
        numbered.sort(Comparator.comparingLong(LoggedEvent::number));
        return numbered;
    }

    private static LoggedEvent numbered(LoggedEvent event, long number) {
        return new LoggedEvent(number, event.key(), event.type(), event.generation(), event.at(), event.metadata());
    }

    private static void read(@Nullable ObjectKey key, Path file, Function<LoggedEvent, List<LoggedEvent>> into)
            throws IOException {
        if (key == null) {
            return;
        }
        forEachLine(file, (position, line) -> {
            LoggedEvent event = read(key, new String(line, java.nio.charset.StandardCharsets.UTF_8));
            if (event != null) {
                into.apply(event).add(event);
            }
            return true;
        });
    }
}

package io.sepia.internal.backend.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.sepia.change.Change;
import io.sepia.change.ChangeKind;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.OnDelete;
import io.sepia.internal.backend.Outcome;
import io.sepia.internal.json.JsonParts;
import io.sepia.internal.json.Moments;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A step of a transaction, as a line of the journal: a JSON array of strings, the first of which is its kind. */
sealed interface JournalEntry {
    /** Parses lines of any length. */
    JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /**
     * A document is stored.
     *
     * @param staged the name of the file to move into its place; null if it is in its place
     */
    record Put(ObjectKey key, FileRecord record, @Nullable String staged) implements JournalEntry {}

    record Gone(ObjectKey key, String file) implements JournalEntry {}

    /** A change enters the log of changes. */
    record Changed(Change change) implements JournalEntry {}

    /** The log of changes is restarted; null ends it. */
    record Log(@Nullable String id, long last, long forgotten) implements JournalEntry {}

    /** The log of changes drops a deletion. */
    record Forgot(ObjectKey key, long highest) implements JournalEntry {}

    record Indexed(IndexEntry entry) implements JournalEntry {}

    record NotIndexed(IndexDefinition definition) implements JournalEntry {}

    record Ended(UUID token, Outcome outcome) implements JournalEntry {}

    /** Starts or stops the events of a class. */
    record Kept(String className, boolean kept) implements JournalEntry {}

    /** What happens to references when objects of a class are deleted. */
    record Rule(String className, OnDelete rule) implements JournalEntry {}

    /** An event is appended, as a line of the object's event file. */
    record Happened(ObjectKey key, String line) implements JournalEntry {}

    /** The rule for which generations of a class are kept. */
    record History(String className, HistoryRule rule) implements JournalEntry {}

    /** The highest version that a deleted object of a class had. */
    record Floor(String className, long version) implements JournalEntry {}

    /** A line is appended to the generations of an object. */
    record Generation(ObjectKey key, String line) implements JournalEntry {}

    /**
     * The file with the generations of an object is rewritten.
     *
     * @param staged the name of the new file; null if there are no generations
     */
    record Generations(ObjectKey key, @Nullable String staged) implements JournalEntry {}

    /** The events of an object are deleted. */
    record Unhappened(ObjectKey key) implements JournalEntry {}

    /** How many event lines of the Crystal library have the numbers from 1. */
    record Adopted(long events) implements JournalEntry {}

    /** Returns the line of the journal, with its line end. */
    static String write(JournalEntry entry) {
        if (entry instanceof Put put) {
            FileRecord r = put.record();
            return line(
                    "put",
                    put.key().className(),
                    put.key().id(),
                    r.file(),
                    r.type().text(),
                    r.form().name(),
                    Long.toHexString(r.fingerprint()),
                    Long.toString(r.version()),
                    micros(r.createdAt()),
                    micros(r.updatedAt()),
                    r.metadata(),
                    put.staged());
        }
        if (entry instanceof Gone gone) {
            return line("gone", gone.key().className(), gone.key().id(), gone.file());
        }
        if (entry instanceof Changed changed) {
            Change c = changed.change();
            return line(
                    "change",
                    c.key().className(),
                    c.key().id(),
                    c.kind().name(),
                    Long.toString(c.version()),
                    micros(c.at()),
                    Long.toString(c.sequence()));
        }
        if (entry instanceof Log log) {
            return line("log", log.id(), Long.toString(log.last()), Long.toString(log.forgotten()));
        }
        if (entry instanceof Forgot forgot) {
            return line("forgot", forgot.key().className(), forgot.key().id(), Long.toString(forgot.highest()));
        }
        if (entry instanceof Indexed indexed) {
            return index("index", indexed.entry().definition(), indexed.entry().declared());
        }
        if (entry instanceof NotIndexed not) {
            return index("noindex", not.definition(), false);
        }
        if (entry instanceof Ended ended) {
            return line("ended", ended.token().toString(), ended.outcome().name());
        }
        if (entry instanceof Kept kept) {
            return line("events", kept.className(), Boolean.toString(kept.kept()));
        }
        if (entry instanceof Rule rule) {
            return line("rule", rule.className(), rule.rule().text());
        }
        if (entry instanceof History history) {
            HistoryRule rule = history.rule();
            return line(
                    "history",
                    history.className(),
                    Boolean.toString(rule.everySave()),
                    Long.toString(rule.generations()),
                    Long.toString(rule.days()));
        }
        if (entry instanceof Floor floor) {
            return line("floor", floor.className(), Long.toString(floor.version()));
        }
        if (entry instanceof Generation generation) {
            return line(
                    "generation", generation.key().className(), generation.key().id(), generation.line());
        }
        if (entry instanceof Generations all) {
            return line("generations", all.key().className(), all.key().id(), all.staged());
        }
        if (entry instanceof Unhappened gone) {
            return line("noevents", gone.key().className(), gone.key().id());
        }
        if (entry instanceof Happened happened) {
            return line("event", happened.key().className(), happened.key().id(), happened.line());
        }
        return line("adopted", Long.toString(((Adopted) entry).events()));
    }

    private static String index(String what, IndexDefinition definition, boolean declared) {
        List<@Nullable String> texts = new ArrayList<>(List.of(
                what, definition.className(), Boolean.toString(definition.unique()), Boolean.toString(declared)));
        texts.addAll(definition.fields());
        return line(texts.toArray(new String[0]));
    }

    private static String line(@Nullable String... texts) {
        StringBuilder line = new StringBuilder("[");
        for (String each : texts) {
            line.append(line.length() == 1 ? "" : ",").append(each == null ? "null" : JsonParts.quoted(each));
        }
        return line.append("]\n").toString();
    }

    private static String micros(Instant moment) {
        return Long.toString(Moments.microseconds(moment));
    }

    /**
     * Parses lines.
     *
     * @throws IOException if they are not journal entries
     */
    static List<JournalEntry> read(byte[] lines, int from, int length) throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        List<@Nullable String> texts = new ArrayList<>();
        try (JsonParser parser = FACTORY.createParser(lines, from, length)) {
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                texts.clear();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    texts.add(parser.currentToken() == JsonToken.VALUE_NULL ? null : parser.getText());
                }
                entries.add(new Line(texts).entry());
            }
        } catch (RuntimeException e) {
            throw new IOException("A line of the journal cannot be read", e);
        }
        return entries;
    }

    record Line(List<@Nullable String> texts) {
        JournalEntry entry() {
            return switch (text(0)) {
                case "put" ->
                    new Put(
                            key(),
                            new FileRecord(
                                    ObjectType.of(text(4)),
                                    Form.valueOf(text(5)),
                                    file(),
                                    Long.parseUnsignedLong(text(6), 16),
                                    number(7),
                                    moment(8),
                                    moment(9),
                                    texts.get(10)),
                            staged(11));
                case "gone" -> new Gone(key(), text(3).isEmpty() ? "" : file());
                case "change" ->
                    new Changed(new Change(key(), ChangeKind.valueOf(text(3)), number(4), moment(5), number(6)));
                case "log" -> new Log(texts.get(1), number(2), number(3));
                case "forgot" -> new Forgot(key(), number(3));
                case "index" -> new Indexed(new IndexEntry(definition(), Boolean.parseBoolean(text(3))));
                case "noindex" -> new NotIndexed(definition());
                case "ended" -> new Ended(UUID.fromString(text(1)), Outcome.valueOf(text(2)));
                case "events" -> new Kept(text(1), Boolean.parseBoolean(text(2)));
                case "rule" -> new Rule(text(1), OnDelete.of(text(2)));
                case "event" -> new Happened(key(), text(3));
                case "history" ->
                    new History(text(1), new HistoryRule(Boolean.parseBoolean(text(2)), number(3), number(4)));
                case "floor" -> new Floor(text(1), number(2));
                case "generation" -> new Generation(key(), text(3));
                case "generations" -> new Generations(key(), staged(3));
                case "noevents" -> new Unhappened(key());
                case "adopted" -> new Adopted(number(1));
                default -> throw new IllegalArgumentException("Unknown line " + text(0));
            };
        }

        private IndexDefinition definition() {
            return new IndexDefinition(
                    text(1),
                    texts.subList(4, texts.size()).stream()
                            .map(Objects::requireNonNull)
                            .toList(),
                    Boolean.parseBoolean(text(2)));
        }

        private ObjectKey key() {
            return new ObjectKey(text(1), text(2));
        }

        /** Returns the file of an object, which must be one that the object can have. */
        private String file() {
            String file = text(3);
            String id = text(2);
            if (!file.equals(FileNames.ofId(id)) && !(FileNames.isName(file) && id.equals(FileNames.text(file)))) {
                throw new IllegalArgumentException("A file does not belong to its object");
            }
            return file;
        }

        private @Nullable String staged(int i) {
            String name = texts.get(i);
            if (name != null && !Staging.isStaged(name)) {
                throw new IllegalArgumentException("A path is not that of a staged file");
            }
            return name;
        }

        private String text(int i) {
            return Objects.requireNonNull(texts.get(i));
        }

        private long number(int i) {
            return Long.parseLong(text(i));
        }

        private Instant moment(int i) {
            return Instant.EPOCH.plus(number(i), ChronoUnit.MICROS);
        }
    }
}

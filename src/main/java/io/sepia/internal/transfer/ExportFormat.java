package io.sepia.internal.transfer;

import static io.sepia.internal.json.JsonParts.quoted;

import io.sepia.change.EventType;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.OnDelete;
import io.sepia.document.StoredDocument;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.InvalidKeyException;
import io.sepia.error.InvalidQueryException;
import io.sepia.internal.document.GenerationHeader;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.internal.document.StoredGeneration;
import io.sepia.internal.json.JsonParts;
import io.sepia.internal.json.Moments;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The lines of an export. */
final class ExportFormat {
    static final String NAME = "sepia-export";
    static final int VERSION = 1;

    private static final String SEAL = ",\"crc\":\"";
    private static final String SEAL_END = "\"}";
    private static final int CRC_DIGITS = 8;
    private static final int SEAL_LENGTH = SEAL.length() + CRC_DIGITS + SEAL_END.length();

    private ExportFormat() {}

    static String header() {
        return "{\"format\":\"" + NAME + "\",\"version\":" + VERSION + "}";
    }

    static String end(long documents, long events, long generations) {
        return "{\"end\":{\"documents\":" + documents + ",\"events\":" + events
                + (generations == 0 ? "" : ",\"generations\":" + generations) + "}}";
    }

    static String line(String className, HistoryRule rule) {
        return "{\"history_of\":" + quoted(className) + ",\"every_save\":" + rule.everySave() + ",\"generations\":"
                + rule.generations() + ",\"days\":" + rule.days() + "}";
    }

    static String line(String className, OnDelete rule) {
        return "{\"on_delete_of\":" + quoted(className) + ",\"rule\":\"" + rule.text() + "\"}";
    }

    static String line(StoredGeneration generation) {
        GenerationHeader header = generation.header();
        return "{\"generation\":{\"class\":" + quoted(header.key().className())
                + ",\"id\":" + quoted(header.key().id())
                + ",\"number\":" + header.number()
                + ",\"type\":\"" + header.type().text()
                + "\",\"version\":" + header.version()
                + ",\"created\":\"" + header.createdAt() + "\""
                + (header.deletedAt() == null ? "" : ",\"deleted\":\"" + header.deletedAt() + "\"")
                + json("metadata", header.metadata())
                + json("content", generation.content()) + "}}";
    }

    static String line(IndexEntry index) {
        IndexDefinition definition = index.definition();
        return "{\"index\":{\"class\":" + quoted(definition.className()) + ",\"fields\":["
                + definition.fields().stream().map(JsonParts::quoted).collect(Collectors.joining(","))
                + "],\"unique\":" + definition.unique() + ",\"declared\":" + index.declared() + "}}";
    }

    static String lineOfEventClass(String className) {
        return "{\"events_of\":" + quoted(className) + "}";
    }

    static String line(StoredDocument document) {
        return "{\"class\":" + quoted(document.key().className())
                + ",\"id\":" + quoted(document.key().id())
                + ",\"type\":\"" + document.type().text()
                + "\",\"version\":" + document.version()
                + ",\"created\":\"" + document.createdAt()
                + "\",\"updated\":\"" + document.updatedAt() + "\""
                + json("metadata", document.metadata())
                + json("content", document.content()) + "}";
    }

    static String line(LoggedEvent event) {
        return "{\"event\":{\"class\":" + quoted(event.key().className())
                + ",\"id\":" + quoted(event.key().id())
                + ",\"type\":\"" + event.type().text()
                + "\",\"generation\":" + event.generation()
                + ",\"at\":\"" + event.at() + "\""
                + json("metadata", event.metadata()) + "}}";
    }

    /**
     * Returns a member with JSON as it is if it is on one line, otherwise as a string, so that no character is lost.
     */
    private static String json(String name, @Nullable String json) {
        if (json == null) {
            return "";
        }
        boolean oneLine = json.indexOf('\n') < 0 && json.indexOf('\r') < 0 && JsonParts.isWhole(json);
        return oneLine ? ",\"" + name + "\":" + json : ",\"" + name + "_text\":" + quoted(json);
    }

    /** Returns a line with its checksum as the last member, so that a reader notices any change of the line. */
    static String sealed(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return line.substring(0, line.length() - 1) + SEAL + crc(bytes, bytes.length - 1) + SEAL_END;
    }

    /** Returns whether a line has a checksum. */
    static boolean isSealed(byte[] line, int length) {
        int start = length - SEAL_LENGTH;
        return start > 0
                && new String(line, start, SEAL.length(), StandardCharsets.ISO_8859_1).equals(SEAL)
                && new String(line, length - SEAL_END.length(), SEAL_END.length(), StandardCharsets.ISO_8859_1)
                        .equals(SEAL_END);
    }

    /** Returns whether the checksum of a sealed line matches. */
    static boolean matches(byte[] line, int length) {
        int end = length - SEAL_LENGTH;
        return new String(line, end + SEAL.length(), CRC_DIGITS, StandardCharsets.ISO_8859_1).equals(crc(line, end));
    }

    /** Returns the checksum of the first {@code length} bytes. */
    private static String crc(byte[] line, int length) {
        CRC32C crc = new CRC32C();
        crc.update(line, 0, length);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    static DocumentFormatException bad(String place, String problem) {
        return new DocumentFormatException(
                "The export cannot be read: " + place + " " + problem + ". Nothing was stored.");
    }

    /** The members of a line, with their checks. */
    static final class Line {
        private final Map<String, String> members = new HashMap<>();
        private final String place;

        /**
         * Parses a line.
         *
         * @param place the place of the line, for messages
         * @throws DocumentFormatException if it is not a JSON object
         */
        Line(String json, String place) {
            this.place = place;
            List<JsonParts.Part> parts = JsonParts.members(json);
            if (parts == null) {
                throw bad("is not a JSON object, or has a member twice");
            }
            parts.forEach(each -> members.put(each.name(), each.text()));
        }

        boolean has(String name) {
            return members.containsKey(name);
        }

        Line inside(String name) {
            return new Line(members.getOrDefault(name, ""), place + ", member " + name);
        }

        String text(String name) {
            String text = JsonParts.unquoted(members.getOrDefault(name, ""));
            if (text == null) {
                throw bad("has no string " + name);
            }
            return text;
        }

        long number(String name) {
            try {
                return Long.parseLong(members.getOrDefault(name, ""));
            } catch (NumberFormatException e) {
                throw bad("has no integer " + name);
            }
        }

        private boolean flag(String name) {
            return "true".equals(members.get(name));
        }

        Instant moment(String name) {
            try {
                return Moments.inRange(Instant.parse(text(name)));
            } catch (DateTimeException e) {
                throw bad("has no point in time " + name + " within the years 0 to 9999");
            }
        }

        private @Nullable String json(String name) {
            return has(name + "_text") ? text(name + "_text") : members.get(name);
        }

        ObjectKey key() {
            try {
                return new ObjectKey(text("class"), text("id"));
            } catch (InvalidKeyException e) {
                throw bad("has no valid key: " + e.getMessage());
            }
        }

        StoredDocument document() {
            String content = json("content");
            long version = number("version");
            if (content == null || version < 1) {
                throw bad("has no content, or no version of at least 1");
            }
            return new StoredDocument(
                    key(),
                    ObjectType.of(text("type")),
                    content,
                    json("metadata"),
                    version,
                    moment("created"),
                    moment("updated"));
        }

        StoredGeneration generation() {
            String content = json("content");
            if (content == null || number("number") < 1) {
                throw bad("has no content, or no number of at least 1");
            }
            return new StoredGeneration(
                    new GenerationHeader(
                            key(),
                            number("number"),
                            ObjectType.of(text("type")),
                            json("metadata"),
                            number("version"),
                            moment("created"),
                            has("deleted") ? moment("deleted") : null),
                    content);
        }

        HistoryRule rule() {
            try {
                return new HistoryRule(flag("every_save"), number("generations"), number("days"));
            } catch (IllegalArgumentException e) {
                throw bad("is not a valid history rule: " + e.getMessage());
            }
        }

        OnDelete onDelete() {
            OnDelete rule = OnDelete.of(text("rule"));
            if (!rule.text().equals(text("rule"))) {
                throw bad("has no known rule of deletion");
            }
            return rule;
        }

        String className(String name) {
            try {
                return ObjectKey.checkClassName(text(name));
            } catch (InvalidKeyException e) {
                throw bad("has no valid class name: " + e.getMessage());
            }
        }

        LoggedEvent event() {
            try {
                return new LoggedEvent(
                        0, key(), EventType.of(text("type")), number("generation"), moment("at"), json("metadata"));
            } catch (IllegalArgumentException e) {
                throw bad("has no known event type");
            }
        }

        IndexEntry index() {
            List<JsonParts.Part> fields = JsonParts.elements(members.getOrDefault("fields", ""));
            if (fields == null) {
                throw bad("has no list fields");
            }
            try {
                return new IndexEntry(
                        new IndexDefinition(
                                text("class"),
                                fields.stream()
                                        .map(each -> String.valueOf(JsonParts.unquoted(each.text())))
                                        .toList(),
                                flag("unique")),
                        flag("declared"));
            } catch (InvalidQueryException | InvalidKeyException e) {
                throw bad("is not a valid index: " + e.getMessage());
            }
        }

        DocumentFormatException bad(String problem) {
            return ExportFormat.bad(place, problem);
        }
    }
}

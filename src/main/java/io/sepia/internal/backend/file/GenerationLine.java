package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.internal.document.GenerationHeader;
import io.sepia.internal.document.StoredGeneration;
import io.sepia.internal.json.JsonParts;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A line of a file of generations: a generation, or a statement about earlier ones.
 *
 * @param generation the generation, or null if the line is a statement
 * @param number the number of the generation that the line is about
 * @param deletedAt when the object was deleted in the state of that generation; null if it was not
 * @param from if positive, all generations with lower numbers are gone
 */
record GenerationLine(
        @Nullable StoredGeneration generation,
        long number,
        @Nullable Instant deletedAt,
        long from) {
    /** Returns the beginning of a line about the generation with that number. */
    static String start(long number) {
        return "{\"n\":" + number + ",";
    }

    static String write(StoredGeneration generation) {
        GenerationHeader header = generation.header();
        return start(header.number())
                + "\"v\":" + header.version()
                + ",\"at\":\"" + header.createdAt() + "\""
                + (header.deletedAt() == null ? "" : ",\"deleted\":\"" + header.deletedAt() + "\"")
                + ",\"type\":\"" + header.type().text() + "\""
                + id(header.key())
                + (header.metadata() == null ? "" : member("metadata", header.metadata()))
                + member("content", generation.content())
                + "}";
    }

    /** Returns a member with the id if the name of the file does not contain it. */
    static String id(ObjectKey key) {
        boolean isNamed = FileNames.text(FileNames.ofEvents(key.id())) != null;
        return isNamed ? "" : ",\"id\":" + JsonParts.quoted(key.id());
    }

    /** Returns the line which says that all numbers up to {@code number} were given. */
    static String given(ObjectKey key, long number) {
        return start(number) + "\"given\":true" + id(key) + "}";
    }

    /** Returns a member with JSON as it is if a line can hold it, otherwise as a string. */
    private static String member(String name, String json) {
        boolean plain = json.indexOf('\n') < 0
                && json.indexOf('\r') < 0
                && json.strip().equals(json)
                && JsonParts.isWhole(json);
        return plain ? ",\"" + name + "\":" + json : ",\"" + name + "_text\":" + JsonParts.quoted(json);
    }

    /** Returns the line which says that the object was deleted in a generation, or was not. */
    static String marked(long number, @Nullable Instant deletedAt) {
        return start(number) + "\"deleted\":" + (deletedAt == null ? "null" : "\"" + deletedAt + "\"") + "}";
    }

    /** Returns the line which says that generations with lower numbers are gone. */
    static String from(long number) {
        return "{\"from\":" + number + "}";
    }

    /** Returns the id in a line of a file whose name does not contain it. */
    static @Nullable String id(String line) {
        List<JsonParts.Part> members = JsonParts.members(line);
        if (members != null) {
            for (JsonParts.Part each : members) {
                if (each.name().equals("id")) {
                    return JsonParts.unquoted(each.text());
                }
            }
        }
        return null;
    }

    /** Parses a line. Returns null if it is invalid. */
    static @Nullable GenerationLine read(ObjectKey key, String line) {
        List<JsonParts.Part> members = JsonParts.members(line);
        if (members == null) {
            return null;
        }
        try {
            long number = 0;
            long version = 0;
            long from = 0;
            Instant at = null;
            Instant deletedAt = null;
            ObjectType type = ObjectType.SERIALIZABLE;
            String metadata = null;
            String content = null;
            for (JsonParts.Part each : members) {
                String text = each.text();
                switch (each.name()) {
                    case "n" -> number = Long.parseLong(text);
                    case "v" -> version = Long.parseLong(text);
                    case "from" -> from = Long.parseLong(text);
                    case "at" -> at = moment(text);
                    case "deleted" -> deletedAt = text.equals("null") ? null : moment(text);
                    case "type" -> type = ObjectType.of(Objects.requireNonNull(JsonParts.unquoted(text)));
                    case "metadata" -> metadata = text;
                    case "metadata_text" -> metadata = JsonParts.unquoted(text);
                    case "content" -> content = text;
                    case "content_text" -> content = JsonParts.unquoted(text);
                    default -> {}
                }
            }
            if (at == null || content == null) {
                return new GenerationLine(null, number, deletedAt, from);
            }
            GenerationHeader header = new GenerationHeader(key, number, type, metadata, version, at, deletedAt);
            return new GenerationLine(new StoredGeneration(header, content), number, deletedAt, from);
        } catch (IllegalArgumentException | DateTimeParseException | NullPointerException e) {
            return null;
        }
    }

    private static Instant moment(String json) {
        return Instant.parse(Objects.requireNonNull(JsonParts.unquoted(json)));
    }
}

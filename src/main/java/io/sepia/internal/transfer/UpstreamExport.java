package io.sepia.internal.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.InvalidKeyException;
import io.sepia.internal.json.DocumentText;
import io.sepia.internal.json.JsonParts;
import java.io.IOException;
import java.io.Reader;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * An export of the Crystal library: for each class a list of {@code {"id", "content"}}, in which the content is a
 * string, and of {@code {"id", "type":"container"}}, which has no content.
 */
final class UpstreamExport {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(DocumentText.MAX_LENGTH)
                    .maxNameLength(DocumentText.MAX_LENGTH)
                    .build())
            .build();

    private final Reader reader;
    private final Instant written;
    private final ImportSource.Visitor visitor;

    /** @param written when the file was written, used as the time of all objects in it */
    UpstreamExport(Reader reader, Instant written, ImportSource.Visitor visitor) {
        this.reader = reader;
        this.written = written.truncatedTo(ChronoUnit.MICROS);
        this.visitor = visitor;
    }

    /** Returns whether a file that begins with {@code text} may be such an export. */
    static boolean begins(String text) {
        if (!text.startsWith("{")) {
            return false;
        }
        int at = blanks(text, 1);
        if (text.startsWith("}", at)) {
            return true;
        }
        if (!text.startsWith("\"", at)) {
            return false;
        }
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            at += text.charAt(at) == '\\' ? 1 : 0;
        }
        at = blanks(text, at + 1);
        return text.startsWith(":", at) && text.startsWith("[", blanks(text, at + 1));
    }

    private static int blanks(String text, int from) {
        int at = from;
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    void read() throws IOException {
        try (JsonParser parser = FACTORY.createParser(reader)) {
            require(parser, parser.nextToken(), JsonToken.START_OBJECT, "an object of classes");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String className = parser.currentName();
                require(parser, parser.nextToken(), JsonToken.START_ARRAY, "a list of objects");
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    object(parser, className);
                }
            }
            if (parser.nextToken() != null) {
                throw bad(parser, "the end of the file");
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new DocumentFormatException(
                    "The export of the Crystal library is not JSON from line "
                            + (e.getLocation() == null ? "?" : e.getLocation().getLineNr())
                            + " on. Nothing was stored.",
                    e);
        }
    }

    private void object(JsonParser parser, String className) throws IOException {
        require(parser, parser.currentToken(), JsonToken.START_OBJECT, "an object with id and content");
        String id = null;
        String content = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            require(parser, parser.nextToken(), JsonToken.VALUE_STRING, "a text");
            if (name.equals("id")) {
                id = parser.getText();
            } else if (name.equals("content")) {
                content = parser.getText();
            }
        }
        ObjectKey key = key(parser, className, id);
        if (content == null) {
            visitor.contentless(key);
            return;
        }
        // As in a file of the Crystal library: JSON objects and arrays as such, everything else as a string.
        String json = JsonParts.isStructure(content) ? content.strip() : JsonParts.quoted(content);
        visitor.document(new StoredDocument(key, ObjectType.SERIALIZABLE, json, null, 1, written, written));
    }

    private static ObjectKey key(JsonParser parser, String className, @Nullable String id) {
        if (id == null) {
            throw bad(parser, "an object with an id");
        }
        try {
            return new ObjectKey(className, id);
        } catch (InvalidKeyException e) {
            throw new DocumentFormatException(
                    "The export of the Crystal library has an object that cannot be stored, in line "
                            + parser.currentLocation().getLineNr() + ": " + e.getMessage()
                            + " Nothing was stored.",
                    e);
        }
    }

    private static void require(JsonParser parser, @Nullable JsonToken found, JsonToken expected, String what) {
        if (found != expected) {
            throw bad(parser, what);
        }
    }

    private static DocumentFormatException bad(JsonParser parser, String expected) {
        return new DocumentFormatException("The export of the Crystal library is invalid in line "
                + parser.currentLocation().getLineNr() + ": expected " + expected + ". Nothing was stored.");
    }
}

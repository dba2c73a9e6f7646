package io.sepia.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes once through the text of a document that may hold reserved names: references become {@link ReferenceSlot}s,
 * escapes the data that they stand for.
 */
final class DocumentScanner {
    private final List<ReferenceSlot> eager = new ArrayList<>();
    private final TokenBuffer tokens;

    private DocumentScanner(ObjectMapper mapper) {
        tokens = new TokenBuffer(mapper, false);
    }

    /** What a scan found. */
    record Scan(TokenBuffer tokens, List<ReferenceSlot> eager) {}

    static Scan scan(ObjectMapper mapper, String content, Shape shape) throws IOException {
        DocumentScanner scanner = new DocumentScanner(mapper);
        try (JsonParser parser = mapper.createParser(content)) {
            parser.nextToken();
            scanner.copy(parser, shape, "");
        }
        return new Scan(scanner.tokens, scanner.eager);
    }

    private void copy(JsonParser parser, Shape shape, String path) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> copyObject(parser, shape, path);
            case START_ARRAY -> {
                tokens.writeStartArray();
                for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                    copy(parser, shape.element(), path + "[" + i + "]");
                }
                tokens.writeEndArray();
            }
            default -> tokens.copyCurrentEvent(parser);
        }
    }

    private void copyObject(JsonParser parser, Shape shape, String path) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.FIELD_NAME && ReservedNames.isReserved(parser.currentName())) {
            copyReserved(parser, shape, path);
            return;
        }
        tokens.writeStartObject();
        copyMembers(parser, shape, path);
    }

    /** Copies members and the end of the object; the parser stands on a name or on the end. */
    private void copyMembers(JsonParser parser, Shape shape, String path) throws IOException {
        while (parser.currentToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            tokens.writeFieldName(name);
            parser.nextToken();
            copy(parser, shape.member(name), path.isEmpty() ? name : path + "." + name);
            parser.nextToken();
        }
        tokens.writeEndObject();
    }

    private void copyReserved(JsonParser parser, Shape shape, String path) throws IOException {
        String name = parser.currentName();
        parser.nextToken();
        try (TokenBuffer value = new TokenBuffer(null, false)) {
            value.copyCurrentStructure(parser);
            boolean alone = parser.nextToken() == JsonToken.END_OBJECT;
            Object meaning = alone ? meaning(name, value) : null;
            if (meaning instanceof ReservedNames.Target target && !ReservedNames.isEscaped(name)) {
                copyReference(target, value, shape, path);
                return;
            }
            tokens.writeStartObject();
            tokens.writeFieldName(meaning != null && ReservedNames.isEscaped(name) ? name.substring(1) : name);
            try (JsonParser again = value.asParserOnFirstToken()) {
                copy(again, meaning != null ? Shape.IGNORED : shape.member(name), path + "." + name);
            }
        }
        if (parser.currentToken() == JsonToken.END_OBJECT) {
            tokens.writeEndObject();
        } else {
            copyMembers(parser, shape, path);
        }
    }

    private static @Nullable Object meaning(String name, TokenBuffer value) throws IOException {
        try (JsonParser parser = value.asParserOnFirstToken()) {
            return ReservedNames.meaning(name, parser);
        }
    }

    private void copyReference(ReservedNames.Target target, TokenBuffer value, Shape shape, String path)
            throws IOException {
        if (shape instanceof Shape.Ignored) {
            tokens.writeStartObject();
            tokens.writeFieldName(ReservedNames.REFERENCE);
            try (JsonParser again = value.asParserOnFirstToken()) {
                tokens.copyCurrentStructure(again);
            }
            tokens.writeEndObject();
            return;
        }
        boolean lazy = shape instanceof Shape.Lazy;
        ReferenceSlot slot = new ReferenceSlot(target.key(), shape.declared(), lazy, path);
        tokens.writeEmbeddedObject(slot);
        if (!lazy) {
            eager.add(slot);
        }
    }
}

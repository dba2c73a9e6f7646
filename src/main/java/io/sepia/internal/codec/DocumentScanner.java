package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scans the text of a document that may contain reserved names, in one pass. References become {@link ReferenceSlot}s,
 * and escaped names become the application's data again.
 */
final class DocumentScanner {
    private final List<ReferenceSlot> eager = new ArrayList<>();
    private final TokenBuffer tokens;

    private DocumentScanner(ObjectMapper mapper) {
        tokens = new TokenBuffer(mapper, false);
    }

    /** The result of a scan. */
    record Scan(TokenBuffer tokens, List<ReferenceSlot> eager) {}

    static Scan scan(ObjectMapper mapper, String content, Shape shape) throws IOException {
        DocumentScanner scanner = new DocumentScanner(mapper);
        try (JsonParser parser = mapper.createParser(content)) {
            parser.nextToken();
            scanner.copy(parser, shape, Trail.ROOT);
        }
        return new Scan(scanner.tokens, scanner.eager);
    }

    /** The current position of the scan. It is turned into text only when a reference needs it. */
    private record Trail(@Nullable Trail parent, @Nullable String name, int index) {
        static final Trail ROOT = new Trail(null, null, 0);

        @Override
        public String toString() {
            if (parent == null) {
                return "";
            }
            String before = parent.toString();
            return name == null ? before + "[" + index + "]" : before.isEmpty() ? name : before + "." + name;
        }
    }

    private void copy(JsonParser parser, Shape shape, Trail path) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> copyObject(parser, shape, path);
            case START_ARRAY -> {
                tokens.writeStartArray();
                for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                    copy(parser, shape.element(), new Trail(path, null, i));
                }
                tokens.writeEndArray();
            }
            default -> tokens.copyCurrentEvent(parser);
        }
    }

    private void copyObject(JsonParser parser, Shape shape, Trail path) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.FIELD_NAME && ReservedNames.isReserved(parser.currentName())) {
            copyReserved(parser, shape, path);
            return;
        }
        tokens.writeStartObject();
        copyMembers(parser, shape, path);
    }

    /** Copies the remaining members and the end of the object. The parser must be on a name or on the end. */
    private void copyMembers(JsonParser parser, Shape shape, Trail path) throws IOException {
        while (parser.currentToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            tokens.writeFieldName(name);
            parser.nextToken();
            copy(parser, shape.member(name), new Trail(path, name, 0));
            parser.nextToken();
        }
        tokens.writeEndObject();
    }

    private void copyReserved(JsonParser parser, Shape shape, Trail path) throws IOException {
        String name = parser.currentName();
        parser.nextToken();
        try (TokenBuffer value = new TokenBuffer(null, false)) {
            if (ReservedNames.REFERENCE.equals(name) && !(shape instanceof Shape.Ignored)) {
                // This nearly always is a reference, whose tokens need no copy.
                ReservedNames.Target target = readTarget(parser, value);
                if (target != null) {
                    addReference(target, shape, path);
                    return;
                }
            } else {
                value.copyCurrentStructure(parser);
                parser.nextToken();
            }
            boolean alone = parser.currentToken() == JsonToken.END_OBJECT;
            Object meaning = alone ? meaning(name, value) : null;
            if (meaning instanceof ReservedNames.Target && !ReservedNames.isEscaped(name)) {
                copyIgnored(value);
                return;
            }
            tokens.writeStartObject();
            tokens.writeFieldName(meaning != null && ReservedNames.isEscaped(name) ? name.substring(1) : name);
            try (JsonParser again = value.asParserOnFirstToken()) {
                copy(again, meaning != null ? Shape.IGNORED : shape.member(name), new Trail(path, name, 0));
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

    /**
     * Reads the value of {@code $ref} and the token after it. The parser must be on the value.
     *
     * @param value receives the tokens that were read if they are not a reference
     * @return the target, with the parser on the end of the object around it, or null if this is not a reference
     */
    private static ReservedNames.@Nullable Target readTarget(JsonParser parser, TokenBuffer value) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            value.copyCurrentStructure(parser);
            parser.nextToken();
            return null;
        }
        String[] texts = new String[2];
        boolean classFirst = false;
        int members = 0;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            boolean isClass = ReservedNames.CLASS.equals(member);
            boolean fits = members < 2 && (isClass || ReservedNames.ID.equals(member));
            if (parser.nextToken() != JsonToken.VALUE_STRING || !fits) {
                writeRead(value, texts, classFirst);
                value.writeFieldName(member);
                value.copyCurrentStructure(parser);
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    value.copyCurrentStructure(parser);
                }
                value.writeEndObject();
                parser.nextToken();
                return null;
            }
            classFirst |= isClass && members == 0;
            texts[isClass ? 0 : 1] = parser.getText();
            members++;
        }
        if (parser.nextToken() == JsonToken.END_OBJECT && members == 2) {
            return new ReservedNames.Target(texts[0], texts[1]);
        }
        writeRead(value, texts, classFirst);
        value.writeEndObject();
        return null;
    }

    private static void writeRead(TokenBuffer value, @Nullable String[] texts, boolean classFirst) throws IOException {
        value.writeStartObject();
        for (boolean isClass : new boolean[] {classFirst, !classFirst}) {
            String text = texts[isClass ? 0 : 1];
            if (text != null) {
                value.writeStringField(isClass ? ReservedNames.CLASS : ReservedNames.ID, text);
            }
        }
    }

    private void copyIgnored(TokenBuffer value) throws IOException {
        tokens.writeStartObject();
        tokens.writeFieldName(ReservedNames.REFERENCE);
        try (JsonParser again = value.asParserOnFirstToken()) {
            tokens.copyCurrentStructure(again);
        }
        tokens.writeEndObject();
    }

    private void addReference(ReservedNames.Target target, Shape shape, Trail path) throws IOException {
        boolean lazy = shape instanceof Shape.Lazy;
        ReferenceSlot slot = new ReferenceSlot(target.key(), shape.declared(), lazy, lazy ? "" : path.toString());
        tokens.writeEmbeddedObject(slot);
        if (!lazy) {
            eager.add(slot);
        }
    }
}

package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sepia.document.ObjectKey;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The JSON forms that have a meaning to the store, and their escapes in the application's own data.
 *
 * <p>A reference is an object of exactly the form {@code {"$ref": {"class": "…", "id": "…"}}}; bytes that are not UTF-8
 * are {@code {"$bytes": "base64"}}. An application's own object of exactly one of these forms is written with one more
 * {@code $} before its name ({@code $$ref}), even if the name already has several; reading removes one. Anything else,
 * such as a {@code $ref} that holds a number or has a sibling member, is plain data and stays as it is.
 */
final class ReservedNames {
    static final String REFERENCE = "$ref";
    static final String BYTES = "$bytes";
    static final String CLASS = "class";
    static final String ID = "id";
    private static final int PREFIX = 8;

    private ReservedNames() {}

    /** Returns whether {@code name} is reserved, with any number of {@code $} before it. */
    static boolean isReserved(String name) {
        if (name.length() < 4 || name.charAt(0) != '$') {
            return false;
        }
        int dollars = 1;
        while (dollars < name.length() && name.charAt(dollars) == '$') {
            dollars++;
        }
        int rest = name.length() - dollars;
        return rest == 3 && name.endsWith("ref") || rest == 5 && name.endsWith("bytes");
    }

    static boolean isEscaped(String name) {
        return name.startsWith("$$");
    }

    /** Returns whether a text may contain a reserved name, possibly with the dollar sign written as an escape. */
    static boolean mayOccurIn(String content) {
        // Few documents contain either character, and searching for one character is fastest.
        return content.indexOf('$') >= 0 && content.contains("\"$")
                || content.indexOf('\\') >= 0 && content.contains("\\u0024");
    }

    /**
     * Consumes the value at the parser and checks whether it has the form that gives {@code name} its meaning.
     *
     * @return the {@link Target} of a reference, {@link Boolean#TRUE} for bytes, null for neither
     */
    static @Nullable Object meaning(String name, JsonParser parser) throws IOException {
        if (name.endsWith(BYTES)) {
            return parser.currentToken() == JsonToken.VALUE_STRING ? Boolean.TRUE : null;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return null;
        }
        String className = null;
        String id = null;
        for (int members = 0; parser.nextToken() != JsonToken.END_OBJECT; members++) {
            String member = parser.currentName();
            if (members == 2 || parser.nextToken() != JsonToken.VALUE_STRING) {
                return null;
            }
            if (CLASS.equals(member)) {
                className = parser.getText();
            } else if (ID.equals(member)) {
                id = parser.getText();
            } else {
                return null;
            }
        }
        return className == null || id == null ? null : new Target(className, id);
    }

    /** The class name and id in a reference, before they are known to be a valid key. */
    record Target(String className, String id) {
        ObjectKey key() {
            return new ObjectKey(className, id);
        }
    }

    /**
     * Returns a written document in which the application's objects of a reserved form are escaped. All other text
     * stays as it is.
     *
     * @param references where the store's own references begin, or the separator before them
     */
    static String escape(String text, BitSet references, ObjectMapper mapper) throws IOException {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        int copied = 0;
        try (JsonParser parser = mapper.createParser(text)) {
            while (parser.nextToken() != null) {
                int start = (int) parser.currentTokenLocation().getCharOffset();
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    continue;
                }
                if (references.get(start) || start > 0 && references.get(start - 1)) {
                    parser.skipChildren();
                } else if (isReservedObject(text.substring(start, Math.min(text.length(), start + PREFIX)))
                        && isReservedForm(text, start, mapper)) {
                    int name = text.indexOf('"', start) + 1;
                    escaped.append(text, copied, name).append('$');
                    copied = name;
                }
            }
        }
        return escaped.append(text, copied, text.length()).toString();
    }

    private static boolean isReservedObject(String start) {
        return start.startsWith("{\"$") || start.startsWith("{\"\\u0024");
    }

    private static boolean isReservedForm(String text, int start, ObjectMapper mapper) throws IOException {
        StringReader rest = new StringReader(text);
        rest.skip(start);
        try (JsonParser parser = mapper.createParser(rest)) {
            parser.nextToken();
            parser.nextToken();
            String name = parser.currentName();
            parser.nextToken();
            boolean structured = parser.currentToken() == JsonToken.START_OBJECT;
            return isReserved(name)
                    && (structured || parser.currentToken() == JsonToken.VALUE_STRING)
                    && meaning(name, parser) != null
                    && parser.nextToken() == JsonToken.END_OBJECT;
        }
    }

    /** Writes a reference of the store. */
    static void writeReference(ObjectKey target, JsonGenerator generator) throws IOException {
        generator.writeStartObject();
        generator.writeFieldName(REFERENCE);
        generator.writeStartObject();
        generator.writeStringField(CLASS, target.className());
        generator.writeStringField(ID, target.id());
        generator.writeEndObject();
        generator.writeEndObject();
    }

    /** Returns whether a document is exactly the form of bytes that are not UTF-8. */
    static boolean areBytes(String content, ObjectMapper mapper) throws IOException {
        if (!content.startsWith("{\"" + BYTES + "\"")) {
            return false;
        }
        JsonNode tree = mapper.readTree(content);
        return tree.size() == 1 && tree.path(BYTES).isTextual();
    }

    /** Returns the document form of bytes: a string if they are UTF-8, otherwise base64 with a marker. */
    static JsonNode ofBytes(byte[] bytes) {
        try {
            return JsonNodeFactory.instance.textNode(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            // Expected: the bytes are not UTF-8.
            return JsonNodeFactory.instance
                    .objectNode()
                    .put(BYTES, Base64.getEncoder().encodeToString(bytes));
        }
    }
}

package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.error.DocumentFormatException;
import io.sepia.internal.json.JsonParts;
import io.sepia.internal.json.References;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON text that is not backed by a Java class, with the results of its checks.
 *
 * @param content the text without surrounding white space, safe to store
 * @param references the keys of the objects that it refers to
 * @param id the top-level member {@code id}, or null if it is missing or neither a string nor an integer
 * @param hasIdMember whether there is a top-level member {@code id} of any type
 * @param isObject whether it is a JSON object
 */
public record DocumentText(
        String content, Set<ObjectKey> references, @Nullable String id, boolean hasIdMember, boolean isObject) {
    private static final String ID_MEMBER = "id";
    private static final JsonFactory STRICT = JsonFactory.builder()
            .streamReadConstraints(Mappers.readConstraints())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    /**
     * Checks {@code json}.
     *
     * @param what the name of the document in messages
     * @throws DocumentFormatException if it is not exactly one JSON value within the limits
     */
    public static DocumentText of(String what, String json) {
        String content = Surrogates.escapeLone(json.strip());
        if (content.length() > Mappers.MAX_LENGTH) {
            throw new DocumentFormatException(what + " has " + content.length() + " characters; at most "
                    + Mappers.MAX_LENGTH + " are allowed. Split it.");
        }
        try (JsonParser parser = STRICT.createParser(content)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new DocumentFormatException(what + " is empty. Give one JSON value.");
            }
            String id = null;
            boolean hasId = false;
            int depth = 0;
            do {
                JsonToken token = parser.currentToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token.isNumeric() && parser.getTextLength() > Mappers.MAX_NUMBER_LENGTH) {
                    throw new DocumentFormatException("A number has " + parser.getTextLength() + " digits; at most "
                            + Mappers.MAX_NUMBER_LENGTH + " are allowed.");
                }
                if (depth == 1 && ID_MEMBER.equals(parser.currentName())) {
                    hasId = true;
                    id = token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT ? parser.getText() : id;
                }
            } while (depth > 0 && parser.nextToken() != null);
            if (parser.nextToken() != null) {
                throw new DocumentFormatException(what + " has more text after its JSON value, from line "
                        + parser.currentLocation().getLineNr() + ". Give one JSON value.");
            }
            return new DocumentText(content, References.in(content), id, hasId, first == JsonToken.START_OBJECT);
        } catch (IOException e) {
            throw JacksonErrors.parsing(what, e);
        }
    }

    /** Returns this JSON object with {@code id} inserted as its first member. */
    public String withId(String newId) {
        String member = "{\"id\":" + JsonParts.quoted(newId);
        String rest = content.substring(1).strip();
        return rest.equals("}") ? member + rest : member + "," + rest;
    }

    /** Returns the type of the object, which depends on whether it has references. */
    public ObjectType type() {
        return references.isEmpty() ? ObjectType.SERIALIZABLE : ObjectType.CONTAINER;
    }

    /** Returns the id member, if there is one. */
    public Optional<String> givenId() {
        return Optional.ofNullable(id);
    }
}

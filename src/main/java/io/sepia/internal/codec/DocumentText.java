package io.sepia.internal.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.error.DocumentFormatException;
import io.sepia.error.InvalidKeyException;
import java.io.IOException;
import java.util.LinkedHashSet;
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
            Walk walk = new Walk();
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new DocumentFormatException(what + " is empty. Give one JSON value.");
            }
            walk.value(parser, 0);
            if (parser.nextToken() != null) {
                throw new DocumentFormatException(what + " has more text after its JSON value, from line "
                        + parser.currentLocation().getLineNr() + ". Give one JSON value.");
            }
            return new DocumentText(content, walk.references, walk.id, walk.hasId, first == JsonToken.START_OBJECT);
        } catch (IOException e) {
            throw JacksonErrors.parsing(what, e);
        }
    }

    /** Returns this JSON object with {@code id} inserted as its first member. */
    public String withId(String newId) {
        String member =
                "{\"id\":\"" + new String(JsonStringEncoder.getInstance().quoteAsString(newId)) + "\"";
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

    /** One pass over the tokens. The nesting limit bounds the recursion. */
    private static final class Walk {
        private final Set<ObjectKey> references = new LinkedHashSet<>();
        private @Nullable String id;
        private boolean hasId;

        void value(JsonParser parser, int depth) throws IOException {
            if (parser.currentToken() == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    value(parser, depth + 1);
                }
            } else if (parser.currentToken() == JsonToken.START_OBJECT) {
                object(parser, depth);
            } else if (parser.currentToken().isNumeric() && parser.getTextLength() > Mappers.MAX_NUMBER_LENGTH) {
                throw new DocumentFormatException("A number has " + parser.getTextLength() + " digits; at most "
                        + Mappers.MAX_NUMBER_LENGTH + " are allowed.");
            }
        }

        private void object(JsonParser parser, int depth) throws IOException {
            boolean first = true;
            ObjectKey reference = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (first && name.equals(ReservedNames.REFERENCE)) {
                    reference = reference(parser, depth);
                } else {
                    reference = null;
                    if (depth == 0 && name.equals(ID_MEMBER)) {
                        hasId = true;
                        id = idOf(parser);
                    }
                    value(parser, depth + 1);
                }
                first = false;
            }
            if (reference != null) {
                references.add(reference);
            }
        }

        private static @Nullable ObjectKey target(@Nullable Object meaning) {
            try {
                return meaning instanceof ReservedNames.Target target ? target.key() : null;
            } catch (InvalidKeyException e) {
                // No object can have such a key, so this is not a reference.
                return null;
            }
        }

        /** Returns the key that the value of {@code $ref} refers to if it is the only member, or null. */
        private @Nullable ObjectKey reference(JsonParser parser, int depth) throws IOException {
            try (var copy = new TokenBuffer(null, false)) {
                copy.copyCurrentStructure(parser);
                try (JsonParser again = copy.asParserOnFirstToken()) {
                    value(again, depth + 1);
                }
                try (JsonParser again = copy.asParserOnFirstToken()) {
                    return target(ReservedNames.meaning(ReservedNames.REFERENCE, again));
                }
            }
        }

        private static @Nullable String idOf(JsonParser parser) throws IOException {
            return parser.currentToken() == JsonToken.VALUE_STRING
                            || parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    ? parser.getText()
                    : null;
        }
    }
}

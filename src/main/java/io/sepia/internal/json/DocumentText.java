package io.sepia.internal.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.error.DocumentFormatException;
import java.io.IOException;
import java.util.Objects;
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
    /**
     * The deepest nesting of objects and arrays, far below the depth at which Jackson's recursion overflows a stack.
     */
    public static final int MAX_DEPTH = 500;
    /** The longest document, name or string in characters: SQLite takes 10^9 bytes, and a character up to 3 bytes. */
    public static final int MAX_LENGTH = 128 << 20;

    /** The largest number of digits of a number. */
    static final int MAX_NUMBER_LENGTH = 10_000;

    private static final String ID_MEMBER = "id";
    private static final JsonFactory STRICT = JsonFactory.builder()
            .streamReadConstraints(readConstraints())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    /**
     * Checks {@code json}.
     *
     * @param what the name of the document in messages
     * @throws DocumentFormatException if it is not exactly one JSON value within the limits
     */
    public static DocumentText of(String what, @Nullable String json) {
        if (json == null) {
            throw new DocumentFormatException(what + " is null. Give one JSON value.");
        }
        String content = Surrogates.escapeLone(json.strip());
        if (content.length() > MAX_LENGTH) {
            throw new DocumentFormatException(what + " has " + content.length() + " characters; at most " + MAX_LENGTH
                    + " are allowed. Split it.");
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
                if (token.isNumeric() && parser.getTextLength() > MAX_NUMBER_LENGTH) {
                    throw new DocumentFormatException("A number has " + parser.getTextLength() + " digits; at most "
                            + MAX_NUMBER_LENGTH + " are allowed.");
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
            throw refusal(what, Objects.requireNonNullElse(problem(e), "the text is not JSON"), e);
        }
    }

    /** Returns the limits of the documents that the store accepts. */
    public static StreamReadConstraints readConstraints() {
        return StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(MAX_LENGTH)
                .maxNameLength(MAX_LENGTH)
                .maxNumberLength(MAX_NUMBER_LENGTH)
                .build();
    }

    /**
     * Returns the exception for text that is not a document. It does not quote the text, and neither names nor keeps
     * {@code error}, which may.
     */
    public static DocumentFormatException refusal(String what, String problem, IOException error) {
        String place = error instanceof JacksonException jackson && jackson.getLocation() != null
                ? " at line " + jackson.getLocation().getLineNr() + ", column "
                        + jackson.getLocation().getColumnNr()
                : "";
        return new DocumentFormatException(what + " is not a valid document: " + problem + place + ".");
    }

    /** Returns what is wrong with text that is JSON and yet refused, or null for any other error. */
    public static @Nullable String problem(IOException error) {
        if (error instanceof StreamConstraintsException) {
            return "it exceeds a limit (" + MAX_DEPTH + " levels of nesting, " + MAX_NUMBER_LENGTH
                    + " digits of a number, " + MAX_LENGTH + " characters)";
        }
        String message = error instanceof JacksonException jackson ? jackson.getOriginalMessage() : null;
        return message != null && message.startsWith("Duplicate field")
                ? "two members of one object have the same name"
                : null;
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

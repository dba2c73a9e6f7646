package io.sepia.cli.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A document and the id under which it is stored, both read from one line.
 *
 * <p>The id is a member of the object: a text, or a whole number, whose digits are the id. A document that cannot
 * contain its id is wrapped as {@code {"id":"…","$content":…}}, with exactly these two members in this order; its
 * content is the value of {@code $content}.
 *
 * @param id the id
 * @param content the JSON text to store
 */
public record IdentifiedDocument(String id, String content) {
    /** The default member for the id. */
    public static final String ID = "id";
    /** The member with the content of a wrapped document. */
    public static final String CONTENT = "$content";

    private static final int DEEPEST_NESTING = 500;
    private static final int LONGEST_NUMBER = 10_000;

    /** Parses documents. */
    public static final JsonFactory JSON = factory(DEEPEST_NESTING);

    /** Parses wrapped documents, which are one level deeper. */
    private static final JsonFactory WRAPPERS = factory(DEEPEST_NESTING + 1);

    private static JsonFactory factory(int deepestNesting) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(deepestNesting)
                        .maxStringLength(DocumentReader.LARGEST_DOCUMENT)
                        .maxNumberLength(LONGEST_NUMBER)
                        .maxNameLength(DocumentReader.LARGEST_DOCUMENT)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .build();
    }

    /** Returns the id only, because messages must not contain document content. */
    @Override
    public String toString() {
        return id;
    }

    /**
     * Reads one line.
     *
     * @param text a JSON object, without white space around it
     * @param idProperty the member that contains the id
     * @throws BadDocumentException if the text is not a JSON object, or has no id that can be used
     * @throws MissingIdException if it is an object without such a member
     */
    public static IdentifiedDocument read(String text, String idProperty) throws BadDocumentException {
        try {
            return read(JSON, text, idProperty, false);
        } catch (StreamConstraintsException e) {
            return deepWrapper(text, idProperty, e);
        } catch (JsonProcessingException e) {
            throw new BadDocumentException(problem(e), e);
        } catch (IOException e) {
            throw new BadDocumentException("cannot be read", e);
        }
    }

    /** Reads a wrapper whose content is as deep as a document may be. */
    private static IdentifiedDocument deepWrapper(String text, String idProperty, StreamConstraintsException limit)
            throws BadDocumentException {
        try {
            return read(WRAPPERS, text, idProperty, true);
        } catch (IOException e) {
            limit.addSuppressed(e);
            throw new BadDocumentException(problem(limit), limit);
        }
    }

    private static IdentifiedDocument read(JsonFactory factory, String text, String idProperty, boolean onlyWrapper)
            throws IOException, BadDocumentException {
        try (JsonParser parser = factory.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                finish(parser);
                throw new BadDocumentException(
                        "is not a JSON object, so it has no member \"" + idProperty + "\" to take its id from");
            }
            IdentifiedDocument document = new Members(parser, text, idProperty).read();
            if (onlyWrapper && document.content().length() == text.length()) {
                throw new StreamConstraintsException("too deep");
            }
            return document;
        }
    }

    private static void finish(JsonParser parser) throws IOException, BadDocumentException {
        parser.skipChildren();
        if (parser.currentToken() == null || parser.nextToken() != null) {
            throw new BadDocumentException("is more than one JSON document");
        }
    }

    /** Describes the problem without the parser's message, which quotes the document. */
    private static String problem(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        String what;
        if (e instanceof JsonEOFException) {
            what = "ends inside its JSON (each line must contain one whole document, or the input must be one array)";
        } else if (e instanceof StreamConstraintsException) {
            what = "exceeds a limit (" + DEEPEST_NESTING + " levels of nesting, " + LONGEST_NUMBER
                    + " digits of a number)";
        } else if (message.startsWith("Duplicate")) {
            what = "has an object with two members of the same name";
        } else {
            what = "is not valid JSON";
        }
        return what
                + (e.getLocation() == null
                        ? ""
                        : ", at character " + e.getLocation().getColumnNr());
    }

    /** The members of the object at which a parser stands. */
    private static final class Members {
        private final JsonParser parser;
        private final String text;
        private final String idProperty;
        private @Nullable String id;
        private @Nullable String wrapperId;
        private int contentStart = -1;
        private int count;

        Members(JsonParser parser, String text, String idProperty) {
            this.parser = parser;
            this.text = text;
            this.idProperty = idProperty;
        }

        IdentifiedDocument read() throws IOException, BadDocumentException {
            boolean unsuitable = false;
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                count++;
                if (count == 1 && name.equals(ID) && value == JsonToken.VALUE_STRING) {
                    wrapperId = parser.getText();
                } else if (count == 2 && name.equals(CONTENT)) {
                    contentStart = (int) parser.currentTokenLocation().getCharOffset();
                }
                if (name.equals(idProperty)) {
                    id = scalarText(parser, value);
                    unsuitable = id == null;
                }
                parser.skipChildren();
            }
            finish(parser);
            if (wrapperId != null && contentStart >= 0 && count == 2) {
                return new IdentifiedDocument(
                        wrapperId, JsonText.strip(text.substring(contentStart, text.length() - 1)));
            }
            if (unsuitable) {
                throw new BadDocumentException("has a \"" + idProperty + "\" that is neither text nor a whole number");
            }
            if (id == null) {
                throw new MissingIdException(idProperty);
            }
            return new IdentifiedDocument(id, text);
        }
    }

    /** Returns the parser's current value as an id, or null if it cannot be one. */
    public static @Nullable String scalarText(JsonParser parser, JsonToken value) throws IOException {
        return value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT ? parser.getText() : null;
    }
}

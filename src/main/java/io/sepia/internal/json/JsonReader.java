package io.sepia.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the wanted parts of a JSON text and skips the rest. Documents were checked when they were stored, so their
 * limits are not checked again. An object has the same name twice only if it was written by SQL; the first member
 * counts.
 */
public final class JsonReader {
    /** SQLite's own limit, which holds for text that SQL wrote. */
    private static final int MAX_DEPTH = 1_000;

    private static final int PLAIN_DIGITS = 18;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final JsonParser parser;
    private final String json;
    private final boolean withText;

    private JsonReader(JsonParser parser, String json, boolean withText) {
        this.parser = parser;
        this.json = json;
        this.withText = withText;
    }

    /** Returns a parser of text that was checked when it was stored, or that SQL wrote. */
    static JsonParser parser(String json) throws IOException {
        return FACTORY.createParser(json);
    }

    /** Returns the whole value of {@code json}, or null if it is not JSON. */
    public static @Nullable Value value(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() == null) {
                return null;
            }
            Value value = new JsonReader(parser, json, false).value(WantedFields.EVERYTHING);
            return parser.nextToken() == null ? value : null;
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Reads the parts that {@code wanted} names.
     *
     * @param withText whether arrays and objects at the ends of paths carry their JSON text
     * @return the value, in which objects have only those wanted members that exist
     * @throws IOException if the part of {@code json} that was read is not JSON
     */
    public static Value read(String json, WantedFields wanted, boolean withText) throws IOException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() == null) {
                throw new EOFException("no JSON value");
            }
            return new JsonReader(parser, json, withText).value(wanted);
        }
    }

    private Value value(WantedFields wanted) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                long start = parser.currentTokenLocation().getCharOffset();
                Map<String, Value> members = new LinkedHashMap<>();
                for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                    parser.nextToken();
                    WantedFields inside = wanted.member(name);
                    if (inside == null || members.containsKey(name)) {
                        parser.skipChildren();
                    } else {
                        members.put(name, value(inside));
                    }
                }
                yield new Value.Structure(members, text(wanted, start));
            }
            case START_ARRAY -> {
                long start = parser.currentTokenLocation().getCharOffset();
                List<Value> elements = new ArrayList<>();
                for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                    WantedFields inside = wanted.element(i);
                    if (inside == null) {
                        parser.skipChildren();
                        elements.add(Value.NULL);
                    } else {
                        elements.add(value(inside));
                    }
                }
                yield new Value.Array(elements, text(wanted, start));
            }
            case VALUE_STRING -> new Value.Text(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Value.Number(number());
            case VALUE_TRUE -> new Value.Bool(true);
            case VALUE_FALSE -> new Value.Bool(false);
            default -> Value.NULL;
        };
    }

    private Decimal number() throws IOException {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getTextLength() <= PLAIN_DIGITS
                ? Decimal.of(parser.getLongValue())
                : Decimal.parse(parser.getText());
    }

    private @Nullable String text(WantedFields wanted, long start) {
        return withText && wanted.isWhole()
                ? JsonWriter.withoutSpace(
                        json, (int) start, (int) parser.currentLocation().getCharOffset())
                : null;
    }
}

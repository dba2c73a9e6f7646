package io.sepia.internal.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private static final JsonFactory LIMITED = JsonFactory.builder()
            .streamReadConstraints(DocumentText.readConstraints())
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
        return value(json, FACTORY);
    }

    /** Returns the whole value of {@code json}, or null if it is not JSON or exceeds the limits of documents. */
    public static @Nullable Value withinLimits(String json) {
        return value(json, LIMITED);
    }

    private static @Nullable Value value(String json, JsonFactory factory) {
        try (JsonParser parser = factory.createParser(json)) {
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

    /** An object or array whose end has not been read yet. */
    private static final class Container {
        final WantedFields wanted;
        final long start;
        final @Nullable Map<String, Value> members;
        final List<Value> elements = new ArrayList<>();
        /** The name of the member whose value is read next. */
        String name = "";

        Container(WantedFields wanted, long start, boolean isObject) {
            this.wanted = wanted;
            this.start = start;
            this.members = isObject ? new LinkedHashMap<>() : null;
        }

        void add(Value value) {
            if (members == null) {
                elements.add(value);
            } else {
                members.put(name, value);
            }
        }
    }

    /** Reads the value at the parser. Uses no recursion: documents may be nested deeper than a small stack allows. */
    private Value value(WantedFields wanted) throws IOException {
        Deque<Container> open = new ArrayDeque<>();
        WantedFields next = wanted;
        while (true) {
            JsonToken token = parser.currentToken();
            @Nullable Value value;
            if (token.isStructStart()) {
                long start = parser.currentTokenLocation().getCharOffset();
                open.push(new Container(next, start, token == JsonToken.START_OBJECT));
                value = null;
            } else {
                value = scalar(token);
            }
            while (true) {
                Container container = open.peek();
                if (container == null) {
                    return Objects.requireNonNull(value);
                }
                if (value != null) {
                    container.add(value);
                }
                WantedFields inside = nextWanted(container);
                if (inside != null) {
                    next = inside;
                    break;
                }
                open.pop();
                String text = text(container.wanted, container.start);
                value = container.members == null
                        ? new Value.Array(container.elements, text)
                        : new Value.Structure(container.members, text);
            }
        }
    }

    /** Moves the parser to the next wanted value in the container, or returns null at its end. */
    private @Nullable WantedFields nextWanted(Container container) throws IOException {
        if (container.members == null) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                WantedFields inside = container.wanted.element(container.elements.size());
                if (inside != null) {
                    return inside;
                }
                parser.skipChildren();
                container.elements.add(Value.NULL);
            }
            return null;
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            WantedFields inside = container.wanted.member(name);
            if (inside != null && !container.members.containsKey(name)) {
                container.name = name;
                return inside;
            }
            parser.skipChildren();
        }
        return null;
    }

    private Value scalar(JsonToken token) throws IOException {
        return switch (token) {
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

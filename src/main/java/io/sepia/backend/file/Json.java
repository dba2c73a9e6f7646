package io.sepia.backend.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.sepia.document.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSON text taken apart without being mapped to anything. */
final class Json {
    private static final String REFERENCE = "$ref";
    private static final String CLASS = "class";
    private static final String ID = "id";

    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private Json() {}

    /** A member of an object, or an element of an array, which has no name. */
    record Part(String name, String text) {}

    static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /** The characters of a JSON string; null if {@code json} is none. */
    static @Nullable String unquoted(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            String text = parser.nextToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
            return parser.nextToken() == null ? text : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Whether {@code json} is one JSON object or array. */
    static boolean isStructure(String json) {
        String start = json.stripLeading();
        return (start.startsWith("{") || start.startsWith("[")) && isWhole(json);
    }

    private static boolean isWhole(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** The members of a JSON object, each name once; null if {@code json} is no such object. */
    static @Nullable List<Part> members(String json) {
        return parts(json, JsonToken.START_OBJECT);
    }

    /** The elements of a JSON array; null if {@code json} is none. */
    static @Nullable List<Part> elements(String json) {
        return parts(json, JsonToken.START_ARRAY);
    }

    private static @Nullable List<Part> parts(String json, JsonToken kind) {
        List<Part> parts = new ArrayList<>();
        Set<String> names = new HashSet<>();
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() != kind) {
                return null;
            }
            for (JsonToken token = parser.nextToken(); !token.isStructEnd(); token = parser.nextToken()) {
                String name = "";
                if (token == JsonToken.FIELD_NAME) {
                    name = parser.currentName();
                    if (!names.add(name)) {
                        return null;
                    }
                    parser.nextToken();
                }
                int start = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                if (parser.currentToken().isScalarValue()) {
                    // A string is read to its end only when somebody wants it.
                    parser.getTextLength();
                }
                int end = (int) parser.currentLocation().getCharOffset();
                parts.add(new Part(name, json.substring(start, end).strip()));
            }
            return parser.nextToken() == null ? parts : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** What a reference leads to; null if {@code json} is none. */
    static @Nullable ObjectKey reference(String json) {
        if (!json.startsWith("{") || !json.contains(REFERENCE)) {
            return null;
        }
        List<Part> outer = members(json);
        if (outer == null || outer.size() != 1 || !outer.get(0).name().equals(REFERENCE)) {
            return null;
        }
        List<Part> inner = members(outer.get(0).text());
        if (inner == null || inner.size() != 2) {
            return null;
        }
        String className = null;
        String id = null;
        for (Part each : inner) {
            if (each.name().equals(CLASS)) {
                className = unquoted(each.text());
            } else if (each.name().equals(ID)) {
                id = unquoted(each.text());
            }
        }
        return FileNames.key(className, id);
    }

    /** A reference, as the codec writes it. */
    static String reference(ObjectKey target) {
        return "{\"" + REFERENCE + "\":{\"" + CLASS + "\":" + quoted(target.className()) + ",\"" + ID + "\":"
                + quoted(target.id()) + "}}";
    }
}

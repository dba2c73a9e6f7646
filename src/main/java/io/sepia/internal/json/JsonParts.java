package io.sepia.internal.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.sepia.document.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Splits JSON text into its parts without mapping them: parts are the text as it was written. */
public final class JsonParts {
    private JsonParts() {}

    /**
     * A member of an object, or an element of an array.
     *
     * @param name the name of the member; empty for an element
     * @param text the JSON text of the value
     */
    public record Part(String name, String text) {}

    /** Returns a text as a JSON string. */
    public static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /**
     * Returns the same text for all texts of equal JSON values: members in the order of their names, numbers in their
     * shortest exact form, no white space. Text that is not JSON equals no other.
     */
    public static String canonical(String json) {
        Value value = JsonReader.value(json);
        return value == null ? "not JSON: " + json : JsonWriter.write(value);
    }

    /** Returns the characters of a JSON string, or null if {@code json} is not a string. */
    public static @Nullable String unquoted(String json) {
        try (JsonParser parser = JsonReader.parser(json)) {
            String text = parser.nextToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
            return parser.nextToken() == null ? text : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Returns whether {@code json} is one JSON object or array. */
    public static boolean isStructure(String json) {
        String start = json.stripLeading();
        return (start.startsWith("{") || start.startsWith("[")) && isWhole(json);
    }

    /** Returns whether {@code json} is one JSON value. */
    public static boolean isWhole(String json) {
        try (JsonParser parser = JsonReader.parser(json)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the members of a JSON object, or null if {@code json} is not an object or has a name twice. */
    public static @Nullable List<Part> members(String json) {
        return parts(json, JsonToken.START_OBJECT);
    }

    /** Returns the elements of a JSON array, or null if {@code json} is not an array. */
    public static @Nullable List<Part> elements(String json) {
        return parts(json, JsonToken.START_ARRAY);
    }

    private static @Nullable List<Part> parts(String json, JsonToken kind) {
        List<Part> parts = new ArrayList<>();
        Set<String> names = new HashSet<>();
        try (JsonParser parser = JsonReader.parser(json)) {
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
                    // The parser reads a string to its end only on demand.
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

    /** Returns the key that a reference leads to, or null if {@code json} is not a reference. */
    public static @Nullable ObjectKey reference(String json) {
        return json.startsWith("{") && json.contains(References.REFERENCE) ? References.whole(json) : null;
    }

    /** Returns a reference in the form that the codec writes. */
    public static String reference(ObjectKey target) {
        return "{\"" + References.REFERENCE + "\":{\"" + References.CLASS + "\":" + quoted(target.className()) + ",\""
                + References.ID + "\":" + quoted(target.id()) + "}}";
    }
}

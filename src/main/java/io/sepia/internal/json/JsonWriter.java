package io.sepia.internal.json;

import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes values as JSON text. */
public final class JsonWriter {
    private JsonWriter() {}

    /** Writes a JSON value, with members in the order of their names. */
    public static String write(Value value) {
        if (value instanceof Value.Text text) {
            return JsonParts.quoted(text.value());
        }
        if (value instanceof Value.Number number) {
            return number.value().toString();
        }
        if (value instanceof Value.Bool bool) {
            return String.valueOf(bool.value());
        }
        if (value instanceof Value.Array array) {
            return array.elements().stream().map(JsonWriter::write).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Value.Structure structure) {
            return new TreeMap<>(structure.members())
                    .entrySet().stream()
                            .map(each -> JsonParts.quoted(each.getKey()) + ":" + write(each.getValue()))
                            .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Value.Null) {
            return "null";
        }
        throw new IllegalArgumentException("A " + value.kind() + " is not a JSON value");
    }

    /** Returns the JSON text from {@code start} to {@code end} without white space between its tokens. */
    static String withoutSpace(String json, int start, int end) {
        StringBuilder text = new StringBuilder(end - start);
        boolean inString = false;
        for (int i = start; i < end; i++) {
            char c = json.charAt(i);
            if (inString && c == '\\') {
                text.append(c).append(json.charAt(++i));
                continue;
            }
            if (c == '"') {
                inString = !inString;
            }
            if (inString || c != ' ' && c != '\t' && c != '\n' && c != '\r') {
                text.append(c);
            }
        }
        return text.toString();
    }
}

package io.sepia.internal.matching;

import io.sepia.error.InvalidQueryException;
import io.sepia.internal.json.JsonReader;
import io.sepia.internal.json.JsonWriter;
import io.sepia.internal.json.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The text form of positions, which an application keeps between pages. It contains the values that the document is
 * sorted by. It is encoded, not secret, and is checked against damage and mistakes, not against forgery.
 */
public final class Cursor {
    private Cursor() {}

    /** Returns the text for a position in the result of {@code query}. */
    public static String write(String className, Query query, Position position) {
        StringBuilder payload = new StringBuilder(quoted(position.id()));
        for (Value key : position.keys()) {
            payload.append(',').append(key instanceof Value.Text text ? quoted(text.value()) : JsonWriter.write(key));
        }
        String json = "[" + checksum(className, query, payload) + "," + payload + "]";
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Parses the text of a position.
     *
     * @throws InvalidQueryException if it is not a cursor, or belongs to another class, condition or order
     */
    public static Position read(String className, Query query, String text) {
        List<Value> values = decode(text);
        List<Value> keys = new ArrayList<>(values.subList(2, values.size()));
        boolean sound = values.get(1) instanceof Value.Text
                && keys.size() == query.order().size()
                && keys.stream()
                        .allMatch(each -> each instanceof Value.Null
                                || each instanceof Value.Text
                                || each instanceof Value.Number);
        Position position = sound ? new Position(keys, ((Value.Text) values.get(1)).value()) : null;
        if (position == null || !write(className, query, position).equals(text)) {
            throw new InvalidQueryException("The cursor belongs to a query of another class, condition or order,"
                    + " or was damaged. Use it with the query that it came from, or begin at the first page.");
        }
        return position;
    }

    private static List<Value> decode(String text) {
        try {
            String json = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
            if (JsonReader.value(json) instanceof Value.Array array
                    && array.elements().size() >= 2) {
                return array.elements();
            }
        } catch (IllegalArgumentException e) {
            // Reported below.
        }
        throw new InvalidQueryException(
                "The text is not a cursor. Give a cursor that a page of the same query returned.");
    }

    private static long checksum(String className, Query query, StringBuilder payload) {
        CRC32C checksum = new CRC32C();
        String what = className + "\n" + query.condition().text() + "\n" + query.orderText() + "\n" + payload;
        checksum.update(what.getBytes(StandardCharsets.UTF_8));
        return checksum.getValue();
    }

    /** Quotes a text in ASCII, so that lone surrogates survive. */
    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}

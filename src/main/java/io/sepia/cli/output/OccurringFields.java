package io.sepia.cli.output;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sepia.cli.input.IdentifiedDocument;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.StoredDocument;
import io.sepia.internal.json.FieldPath;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The fields of documents, in the order in which they occur first, and the types of their values. */
public final class OccurringFields {
    /** The maximum number of fields, which bounds the memory for documents whose member names are data. */
    public static final int MOST = 10_000;

    private static final String REFERENCE = "$ref";

    private final Map<String, Field> fields = new LinkedHashMap<>();
    private boolean cut;

    private static final class Field {
        private final Set<String> types = new TreeSet<>();
        private long documents;
    }

    /** Receives a field. */
    public interface Visitor {
        /**
         * Receives a field.
         *
         * @param path its path, with {@code []} for each element of an array
         * @param types the types of its values, sorted
         * @param documents number of documents that have it
         */
        void field(String path, List<String> types, long documents);
    }

    /**
     * Adds the fields of a document.
     *
     * @throws CommandException with status 5 if the document is not valid JSON
     */
    public void add(StoredDocument document) {
        try (JsonParser parser = IdentifiedDocument.JSON.createParser(document.content())) {
            Set<Field> found = new HashSet<>();
            value(parser, parser.nextToken(), "", found);
            found.forEach(each -> each.documents++);
        } catch (IOException e) {
            throw new CommandException(
                    ExitStatus.DAMAGE, document.key() + " does not contain valid JSON. Correct or delete it.", e);
        }
    }

    /** Returns the type of the value at which the parser stands, and reads to its end. */
    private String value(JsonParser parser, JsonToken token, String path, Set<Field> found) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(parser, path, found);
            case START_ARRAY -> {
                for (JsonToken each = parser.nextToken(); each != JsonToken.END_ARRAY; each = parser.nextToken()) {
                    take(parser, each, path + "[]", found);
                }
                yield "array";
            }
            case VALUE_STRING -> "text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "number";
            case VALUE_TRUE, VALUE_FALSE -> "boolean";
            default -> "null";
        };
    }

    private String object(JsonParser parser, String path, Set<Field> found) throws IOException {
        String referred = null;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            if (name.equals(REFERENCE) && value == JsonToken.START_OBJECT) {
                referred = referredClass(parser);
            } else if (name.length() > FieldPath.MAX_NAME) {
                cut = true; // No condition can name it.
                parser.skipChildren();
            } else {
                String member = FieldPath.SELF.member(name).toString();
                take(parser, value, path.isEmpty() ? member : path + "." + member, found);
            }
        }
        return referred == null ? "object" : "reference to " + referred;
    }

    private static String referredClass(JsonParser parser) throws IOException {
        String className = "an object";
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            if (name.equals("class") && value == JsonToken.VALUE_STRING) {
                className = parser.getText();
            }
            parser.skipChildren();
        }
        return className;
    }

    private void take(JsonParser parser, JsonToken token, String path, Set<Field> found) throws IOException {
        Field field = field(path);
        String type = value(parser, token, path, found);
        if (field != null) {
            field.types.add(type);
            found.add(field);
        }
    }

    private @Nullable Field field(String path) {
        Field field = fields.get(path);
        if (field == null && fields.size() < MOST) {
            field = new Field();
            fields.put(path, field);
        }
        cut |= field == null;
        return field;
    }

    /** Returns whether there were more fields than {@link #MOST}. */
    public boolean isCut() {
        return cut;
    }

    /** Passes each field to a visitor. */
    public void forEach(Visitor visitor) {
        fields.forEach((path, field) -> visitor.field(path, List.copyOf(field.types), field.documents));
    }
}

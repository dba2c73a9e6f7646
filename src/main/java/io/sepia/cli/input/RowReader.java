package io.sepia.cli.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.sepia.cli.terminal.CommandException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of comma-separated or tab-separated values as JSON objects. The first row contains the names of the
 * members. An empty value is a member that is absent. Understands what {@code export} writes: a column {@code @id} or
 * {@code $content} makes wrapped documents, as {@link IdentifiedDocument} reads them.
 */
final class RowReader implements DocumentReader {
    /** The characters with which JSON begins that is not a string. */
    private static final String BEGINNINGS = "-0123456789tfn{[";

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final String OTHER_ID = "@id";

    private final CsvParser parser;
    private final String idColumn;
    private final boolean textOnly;
    private final List<String> columns;
    private long line = 1;

    /**
     * Reads the names of the columns.
     *
     * @param idProperty the member that contains the id
     * @param textOnly whether each value is a text, even if it looks like a number, {@code true}, {@code false},
     *     {@code null}, or JSON
     * @throws CommandException if there are none, or two with the same name
     */
    RowReader(InputStream in, InputFormat format, String idProperty, boolean textOnly) throws IOException {
        this.textOnly = textOnly;
        CsvFactory factory = CsvFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(LARGEST_DOCUMENT)
                        .build())
                .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
                .build();
        // A decoder refuses bytes that are not UTF-8, a charset would replace them.
        parser = factory.createParser(new InputStreamReader(withoutMark(in), StandardCharsets.UTF_8.newDecoder()));
        parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(format == InputFormat.TSV ? '\t' : ','));
        columns = names();
        idColumn = columns.contains(OTHER_ID) ? OTHER_ID : idProperty;
    }

    private static InputStream withoutMark(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
        buffered.mark(BYTE_ORDER_MARK.length);
        byte[] start = buffered.readNBytes(BYTE_ORDER_MARK.length);
        if (!Arrays.equals(start, BYTE_ORDER_MARK)) {
            buffered.reset();
        }
        if (start.length > 1 && (start[0] & 0xFF) + (start[1] & 0xFF) == 0xFE + 0xFF) {
            throw CommandException.badInput("the input is encoded in UTF-16. Convert it to UTF-8.");
        }
        return buffered;
    }

    private List<String> names() throws IOException {
        try {
            List<String> names = row();
            if (names == null) {
                throw CommandException.badInput("the input is empty, without even a line of column names");
            }
            Set<String> seen = new HashSet<>();
            names.stream().filter(name -> !seen.add(name)).findFirst().ifPresent(name -> {
                throw CommandException.badInput("the first line names the column \"" + name + "\" twice");
            });
            return names;
        } catch (JsonProcessingException e) {
            throw CommandException.badInput("the first line is not a row of column names");
        }
    }

    /** Returns the values of the next row, or null at the end. */
    private @Nullable List<String> row() throws IOException {
        try {
            if (parser.currentToken() == null) {
                parser.nextToken(); // The array around all rows.
            }
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                return null;
            }
            List<String> values = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                values.add(parser.getText());
            }
            return values;
        } catch (CharacterCodingException e) {
            throw new IOException("it is not encoded in UTF-8", e);
        }
    }

    @Override
    public @Nullable String next() throws IOException, BadDocumentException {
        List<String> values;
        try {
            line = parser.currentLocation().getLineNr();
            values = row();
        } catch (JsonProcessingException e) {
            throw new IOException("a quotation mark is not closed, or is followed by other characters", e);
        }
        if (values == null) {
            return null;
        }
        if (values.size() != columns.size()) {
            throw new BadDocumentException(
                    "has " + values.size() + " values, but the first line names " + columns.size() + " columns");
        }
        return document(values);
    }

    private String document(List<String> values) {
        StringBuilder members = new StringBuilder();
        String content = null;
        String wrapperId = null;
        for (int i = 0; i < values.size(); i++) {
            String name = columns.get(i);
            String value = values.get(i);
            if (value.isEmpty()) {
                continue;
            }
            boolean isId = name.equals(idColumn);
            if (isId) {
                wrapperId = value;
            }
            if (name.equals(IdentifiedDocument.CONTENT)) {
                content = value;
            } else if (!name.equals(OTHER_ID)) {
                members.append(members.isEmpty() ? "" : ",")
                        .append(JsonText.quote(name))
                        .append(':')
                        .append(json(value, isId));
            }
        }
        String object = content == null ? "{" + members + "}" : content;
        if (wrapperId == null || content == null && !idColumn.equals(OTHER_ID)) {
            return object;
        }
        return "{\"" + IdentifiedDocument.ID + "\":" + JsonText.quote(wrapperId) + ",\"" + IdentifiedDocument.CONTENT
                + "\":" + object + "}";
    }

    private String json(String value, boolean isId) {
        JsonToken type = textOnly ? null : typeOf(value);
        boolean isLiteral = isId ? type == JsonToken.VALUE_NUMBER_INT : type != null;
        return isLiteral ? value : JsonText.quote(value);
    }

    /** Returns the type of a value that is one JSON text without white space around it, or null. */
    private static @Nullable JsonToken typeOf(String value) {
        if (BEGINNINGS.indexOf(value.charAt(0)) < 0 || !JsonText.strip(value).equals(value)) {
            return null;
        }
        try (JsonParser parser = IdentifiedDocument.JSON.createParser(value)) {
            JsonToken type = parser.nextToken();
            parser.skipChildren();
            return parser.nextToken() == null ? type : null;
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public String place() {
        return "line " + line;
    }
}

package io.sepia.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.sepia.cli.input.JsonText;
import io.sepia.cli.output.RowWriter.Json;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.StoredDocument;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.json.FieldPath;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Columns that contain fields of documents. */
public record FieldColumns(List<Operand> fields) {
    /** Reads whatever a store may contain: the limits were checked when the document was stored. */
    private static final JsonMapper EXACT = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .addModule(new SimpleModule().addDeserializer(JsonNode.class, new NumbersAsText()))
            .build();

    /** Keeps numbers as they are written, because Java has no type for all of them. */
    private static final class NumbersAsText extends JsonDeserializer<JsonNode> {
        @Override
        public JsonNode deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNodeFactory nodes = context.getNodeFactory();
            switch (parser.currentToken()) {
                case START_OBJECT -> {
                    ObjectNode object = nodes.objectNode();
                    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                        parser.nextToken();
                        object.set(name, deserialize(parser, context));
                    }
                    return object;
                }
                case START_ARRAY -> {
                    ArrayNode array = nodes.arrayNode();
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        array.add(deserialize(parser, context));
                    }
                    return array;
                }
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                    return nodes.rawValueNode(new RawValue(parser.getText()));
                }
                case VALUE_STRING -> {
                    return nodes.textNode(parser.getText());
                }
                case VALUE_TRUE, VALUE_FALSE -> {
                    return nodes.booleanNode(parser.getBooleanValue());
                }
                default -> {
                    return nodes.nullNode();
                }
            }
        }
    }

    /** Parses fields separated by commas. */
    public static FieldColumns parse(String text) {
        List<Criterion> parsed = Criterion.parse(text);
        for (Criterion each : parsed) {
            if (!each.equals(Criterion.ascending(each.operand()))) {
                throw CommandException.badInput("--fields accepts fields only; '" + each + "' belongs to --order-by");
            }
        }
        return new FieldColumns(parsed.stream().map(Criterion::operand).toList());
    }

    /** Returns the names of the columns. */
    public List<String> names() {
        return fields.stream().map(Operand::text).toList();
    }

    /** Returns the values of a document. A missing field is null in JSON and empty in other formats. */
    public Object[] of(StoredDocument document, OutputFormat format) {
        JsonNode content = parse(document, document.content());
        JsonNode metadata = parse(document, document.metadata());
        return fields.stream()
                .map(each -> value(each, document, content, metadata, format))
                .toArray();
    }

    private static JsonNode parse(StoredDocument document, @Nullable String json) {
        try {
            return json == null ? MissingNode.getInstance() : EXACT.readTree(json);
        } catch (JsonProcessingException e) {
            throw new CommandException(ExitStatus.DAMAGE, document.key() + " does not contain valid JSON", e);
        }
    }

    private static Object value(
            Operand field, StoredDocument document, JsonNode content, JsonNode metadata, OutputFormat format) {
        if (field instanceof Operand.Property property) {
            return switch (property) {
                case ID -> document.key().id();
                case VERSION -> document.version();
                case CREATED -> document.createdAt();
                case UPDATED -> document.updatedAt();
            };
        }
        JsonNode found = field instanceof Operand.Size size
                ? node(size.of(), content, metadata)
                : node(field, content, metadata);
        if (field instanceof Operand.Size) {
            return found.isArray() ? (Object) found.size() : absent(format);
        }
        if (found.isMissingNode()) {
            return absent(format);
        }
        if (found.isTextual()) {
            return found.textValue();
        }
        if (found instanceof POJONode number) {
            return number(((RawValue) number.getPojo()).rawValue().toString());
        }
        return new Json(JsonText.singleLine(found.toString()));
    }

    private static Object number(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return new Json(text); // Its exponent is too large for Java.
        }
    }

    private static Object absent(OutputFormat format) {
        return format == OutputFormat.JSON ? new Json("null") : "";
    }

    private static JsonNode node(Operand field, JsonNode content, JsonNode metadata) {
        boolean inContent = field instanceof Operand.Content;
        JsonNode at = inContent ? content : metadata;
        FieldPath path = inContent ? ((Operand.Content) field).path() : ((Operand.Metadata) field).path();
        for (FieldPath.Step step : path.steps()) {
            at = step instanceof FieldPath.Index index
                    ? at.path(index.number())
                    : at.path(((FieldPath.Name) step).text());
        }
        return at;
    }
}

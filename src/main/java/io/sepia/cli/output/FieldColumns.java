package io.sepia.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sepia.cli.input.JsonText;
import io.sepia.cli.output.RowWriter.Json;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.StoredDocument;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.json.FieldPath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Columns that contain fields of documents. */
public record FieldColumns(List<Operand> fields) {
    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

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
        return found.isNumber() ? found.decimalValue() : new Json(JsonText.singleLine(found.toString()));
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

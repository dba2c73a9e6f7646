package io.sepia.jpa;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sepia.error.DocumentFormatException;
import io.sepia.internal.json.Surrogates;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Converts JSON trees to text columns. Numbers keep every digit, including trailing zeros. Duplicate keys and text
 * after the document are refused with a {@link DocumentFormatException}. Null corresponds to SQL null. Thread-safe.
 */
@Converter
public final class JsonConverter implements AttributeConverter<@Nullable JsonNode, @Nullable String> {
    private static final JsonMapper MAPPER = mapper();

    /** For the persistence provider. */
    public JsonConverter() {}

    private static JsonMapper mapper() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                // NaN is then no JSON, which the flush refuses. In quotes it would come back as a text.
                .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                .build();
        // Stored text was accepted once; a long string, name or number in it must not make it unreadable.
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .build());
        return mapper;
    }

    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable JsonNode tree) {
        try {
            return tree == null ? null : Surrogates.escapeLone(MAPPER.writeValueAsString(tree));
        } catch (JsonProcessingException e) {
            throw new DocumentFormatException(
                    "A JSON tree cannot be written as text: " + e.getOriginalMessage() + ".", e);
        }
    }

    @Override
    public @Nullable JsonNode convertToEntityAttribute(@Nullable String text) {
        try {
            return text == null ? null : MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            // The location gives line and column; the parser's own message would quote the content.
            JsonLocation at = e.getLocation();
            throw new DocumentFormatException("A stored text is not JSON"
                    + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr())
                    + ". Correct it with SQL or restore it from a backup.");
        } catch (NumberFormatException e) {
            throw new DocumentFormatException("A stored text holds a number whose exponent is too large for a JSON"
                    + " tree. Read the document with the store's operations on documents.");
        }
    }
}

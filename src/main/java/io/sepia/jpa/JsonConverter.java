package io.sepia.jpa;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sepia.error.DocumentFormatException;
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
                .build();
        // Stored text was accepted once; a long string in it must not make it unreadable.
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE)
                        .build());
        return mapper;
    }

    @Override
    public @Nullable String convertToDatabaseColumn(@Nullable JsonNode tree) {
        try {
            return tree == null ? null : MAPPER.writeValueAsString(tree);
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
            throw new DocumentFormatException(
                    "A stored text is not JSON at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ". Correct it with SQL or restore it from a backup.");
        }
    }
}

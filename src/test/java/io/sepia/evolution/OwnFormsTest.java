package io.sepia.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.datatype.jsr310.deser.LocalDateTimeDeserializer;
import com.fasterxml.jackson.datatype.jsr310.ser.LocalDateTimeSerializer;
import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.error.DocumentFormatException;
import io.sepia.model.ObjectId;
import io.sepia.model.Stored;
import java.io.IOException;
import java.math.BigDecimal;
import java.text.SimpleDateFormat;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A load accepts each form in which a save writes values. */
class OwnFormsTest {
    @Stored
    record Flags(
            @ObjectId String id,
            @JsonFormat(shape = JsonFormat.Shape.NUMBER) boolean one,
            @JsonFormat(shape = JsonFormat.Shape.NUMBER) Boolean two) {}

    @Stored
    record Texts(
            @ObjectId String id,
            @JsonFormat(shape = JsonFormat.Shape.STRING) double wide,
            @JsonFormat(shape = JsonFormat.Shape.STRING) Float narrow) {}

    @Stored
    record Measured(
            @ObjectId String id,

            @JsonSerialize(using = GapWriter.class) @JsonDeserialize(using = GapReader.class)
            double value) {}

    @Stored
    record Priced(@ObjectId String id, BigDecimal price, LocalDateTime since, Date until) {}

    static final class GapWriter extends StdScalarSerializer<Double> {
        private static final long serialVersionUID = 1L;

        GapWriter() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            if (value.isNaN()) {
                generator.writeNull();
            } else {
                generator.writeNumber(value);
            }
        }
    }

    static final class GapReader extends StdScalarDeserializer<Double> {
        private static final long serialVersionUID = 1L;

        GapReader() {
            super(Double.class);
        }

        @Override
        public Double deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return parser.getDoubleValue();
        }

        @Override
        public Double getNullValue(DeserializationContext context) {
            return Double.NaN;
        }
    }

    private static final class PriceWriter extends StdScalarSerializer<BigDecimal> {
        private static final long serialVersionUID = 1L;

        PriceWriter() {
            super(BigDecimal.class);
        }

        @Override
        public void serialize(BigDecimal value, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            generator.writeString(value + " EUR");
        }
    }

    private static final class PriceReader extends StdScalarDeserializer<BigDecimal> {
        private static final long serialVersionUID = 1L;

        PriceReader() {
            super(BigDecimal.class);
        }

        @Override
        public BigDecimal deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return new BigDecimal(parser.getText().replace(" EUR", ""));
        }
    }

    @Test
    void truthValue_writtenAsNumber_isReadAgain() {
        try (Storage storage = StorageBuilder.of("memory").open()) {
            Flags saved = storage.save(new Flags("a", true, false));
            assertThat(storage.load(Flags.class, "a")).isEqualTo(saved);

            storage.documents("Flags").save("a", "{\"id\":\"a\",\"one\":2,\"two\":0}");
            assertThatExceptionOfType(DocumentFormatException.class)
                    .isThrownBy(() -> storage.load(Flags.class, "a"))
                    .withMessageContaining("property one");
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300})
    void floatingPointNumber_writtenAsText_isReadAgain(double value) {
        try (Storage storage = StorageBuilder.of("memory").open()) {
            // Only the first object is read back before it is stored.
            storage.save(new Texts("a", 1.5, 2f));
            Texts saved = storage.save(new Texts("a", value, Double.isFinite(value) ? -0f : (float) value));

            assertThat(storage.load(Texts.class, "a")).isEqualTo(saved);
        }
    }

    @Test
    void primitive_withReaderThatHasAMeaningForNull_isReadAgain() {
        try (Storage storage = StorageBuilder.of("memory").open()) {
            storage.save(new Measured("a", Double.NaN));

            assertThat(storage.load(Measured.class, "a").value()).isNaN();
        }
    }

    @Test
    void value_withFormsOfTheMapper_isReadAgain() {
        DateTimeFormatter format = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT);
        ObjectMapper mapper = JsonMapper.builder()
                .defaultDateFormat(new SimpleDateFormat("yyyyMMddHHmmssSSS", Locale.ROOT))
                .addModule(new JavaTimeModule()
                        .addSerializer(LocalDateTime.class, new LocalDateTimeSerializer(format))
                        .addDeserializer(LocalDateTime.class, new LocalDateTimeDeserializer(format)))
                .addModule(new SimpleModule()
                        .addSerializer(BigDecimal.class, new PriceWriter())
                        .addDeserializer(BigDecimal.class, new PriceReader()))
                .build();
        try (Storage storage = StorageBuilder.of("memory").mapper(mapper).open()) {
            Priced saved = storage.save(
                    new Priced("a", new BigDecimal("1.50"), LocalDateTime.of(2020, 1, 2, 3, 4), new Date(5)));

            assertThat(storage.load(Priced.class, "a")).isEqualTo(saved);
        }
    }
}

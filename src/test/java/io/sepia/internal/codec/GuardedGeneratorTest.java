package io.sepia.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sepia.document.ObjectKey;
import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedGeneratorTest {
    private final StringWriter text = new StringWriter();
    private GuardedGenerator generator;

    @BeforeEach
    void open() throws IOException {
        generator = new GuardedGenerator(
                new ObjectMapper().createGenerator(text), new PositionTrail(new Positions()), () -> 0);
    }

    private String written() throws IOException {
        generator.flush();
        return text.toString();
    }

    @Test
    void writeFieldName_reservedName_isNoticed() throws Exception {
        generator.writeStartObject();
        generator.writeNumberField("plain", 1);
        assertThat(generator.metReservedNames()).isFalse();
        generator.writeFieldName(new SerializedString("$$ref"));
        assertThat(generator.metReservedNames()).isTrue();
    }

    @Test
    void writeReference_isNoNameOfTheApplication() throws Exception {
        generator.writeReference(new ObjectKey("Author", "ada"));
        assertThat(generator.metReservedNames()).isFalse();
        assertThat(written()).isEqualTo("{\"$ref\":{\"class\":\"Author\",\"id\":\"ada\"}}");
    }

    @Test
    void writeFieldName_halfOfACharacter_isRefused() throws Exception {
        generator.writeStartObject();
        assertRefused(() -> generator.writeFieldName("a\uD800"));
        assertRefused(() -> generator.writeFieldName(new SerializedString("\uDC00")));
        generator.writeNumberField("\uD83D\uDE00", 1);
        generator.writeEndObject();
        assertThat(written()).isEqualTo("{\"\uD83D\uDE00\":1}");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void writeNumber_notFinite_isRefused(double number) throws Exception {
        assertRefused(() -> generator.writeNumber(number));
        assertRefused(() -> generator.writeNumber((float) number));
        assertRefused(() -> generator.writeArray(new double[] {1, number}, 0, 2));
        generator.writeArray(new double[] {1, number}, 0, 1);
        assertThat(written()).isEqualTo("[1.0]");
    }

    @Test
    void writeRawValue_isCheckedLikeTheRest() throws Exception {
        generator.writeRawValue(" { \"a\" : [ 1 ] } ");
        assertThat(written()).isEqualTo("{\"a\":[1]}");
        assertThat(generator.metReservedNames()).isFalse();
        generator.writeRawValue("x{\"$ref\":1}x", 1, 10);
        assertThat(generator.metReservedNames()).isTrue();
        assertRefused(() -> generator.writeRawValue(" "));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> generator.writeRawValue("{"));
    }

    @Test
    void writeRawValue_textBehindItsEnd_isRefused() {
        assertRefused(() -> generator.writeRawValue(new char[] {'1', ' ', '2'}, 0, 3));
    }

    private interface Write {
        void run() throws IOException;
    }

    private static void assertRefused(Write write) {
        assertThatExceptionOfType(JsonMappingException.class).isThrownBy(write::run);
    }
}

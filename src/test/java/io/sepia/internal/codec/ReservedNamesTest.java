package io.sepia.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedNamesTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static Object meaning(String name, String json) throws Exception {
        try (JsonParser parser = MAPPER.createParser(json)) {
            parser.nextToken();
            return ReservedNames.meaning(name, parser);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"$ref", "$bytes", "$$ref", "$$$bytes"})
    void isReserved_withAnyNumberOfDollarSigns(String name) {
        assertThat(ReservedNames.isReserved(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ref", "$", "$$", "$re", "$refs", "$aref", "a$ref", "$type", "$byte", "$ref$", "$Ref"})
    void isReserved_anyOtherName(String name) {
        assertThat(ReservedNames.isReserved(name)).isFalse();
    }

    @Test
    void mayOccurIn_writtenOrEscapedDollarSign() {
        assertThat(ReservedNames.mayOccurIn("{\"$ref\":1}")).isTrue();
        assertThat(ReservedNames.mayOccurIn("{\"\\u0024ref\":1}")).isTrue();
        assertThat(ReservedNames.mayOccurIn("{\"price\":\"5 $\"}")).isFalse();
        assertThat(ReservedNames.mayOccurIn("{\"a\":\"\\n\"}")).isFalse();
    }

    @Test
    void meaning_exactlyClassAndId_isATarget() throws Exception {
        ReservedNames.Target ada = new ReservedNames.Target("Author", "ada");
        assertThat(meaning("$ref", "{\"class\":\"Author\",\"id\":\"ada\"}")).isEqualTo(ada);
        assertThat(meaning("$$ref", "{\"id\":\"ada\",\"class\":\"Author\"}")).isEqualTo(ada);
        assertThat(meaning("$bytes", "\"AA==\"")).isEqualTo(true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "$ref | \"ada\"",
                "$ref | {}",
                "$ref | {\"class\":\"Author\"}",
                "$ref | {\"class\":\"Author\",\"id\":1}",
                "$ref | {\"class\":\"Author\",\"id\":\"ada\",\"x\":\"y\"}",
                "$ref | {\"class\":\"Author\",\"name\":\"ada\"}",
                "$bytes | 1",
                "$bytes | {\"class\":\"Author\",\"id\":\"ada\"}"
            })
    void meaning_anyOtherForm_isNone(String name, String json) throws Exception {
        assertThat(meaning(name, json)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"$ref\":{\"class\":\"A\",\"id\":\"1\"}} | {\"$$ref\":{\"class\":\"A\",\"id\":\"1\"}}",
                "[{\"$$bytes\":\"AA==\"}] | [{\"$$$bytes\":\"AA==\"}]",
                "{\"a\":{\"$bytes\":\"AA==\"}} | {\"a\":{\"$$bytes\":\"AA==\"}}",
                "{\"$ref\":7} | {\"$ref\":7}",
                "{\"$ref\":{\"class\":\"A\",\"id\":\"1\"},\"b\":2} | {\"$ref\":{\"class\":\"A\",\"id\":\"1\"},\"b\":2}"
            })
    void escape_onlyWhatHasTheReservedForm_isEscaped(String json, String escaped) throws Exception {
        assertThat(ReservedNames.escape(json, new BitSet(), MAPPER)).isEqualTo(escaped);
    }

    @Test
    void ofBytes_utf8IsText_anythingElseIsBase64() {
        assertThat(ReservedNames.ofBytes("größe".getBytes(StandardCharsets.UTF_8)))
                .hasToString("\"größe\"");
        assertThat(ReservedNames.ofBytes(new byte[] {(byte) 0xFF, 0})).hasToString("{\"$bytes\":\"/wA=\"}");
    }
}

package io.sepia.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.document.ObjectKey;
import io.sepia.internal.json.JsonParts.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPartsTest {
    @Test
    void members_areTheTextsAsWritten() {
        assertThat(JsonParts.members(" { \"a\" : 1.50 , \"b c\": [ 1, 2 ], \"d\":\"x\\\"}\" } "))
                .containsExactly(new Part("a", "1.50"), new Part("b c", "[ 1, 2 ]"), new Part("d", "\"x\\\"}\""));
        assertThat(JsonParts.members("{}")).isEmpty();
    }

    @Test
    void elements_areTheTextsAsWritten() {
        assertThat(JsonParts.elements("[{\"a\": 1}, null,\"\"]"))
                .containsExactly(new Part("", "{\"a\": 1}"), new Part("", "null"), new Part("", "\"\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "[1]", "{\"a\":1", "{\"a\":1} 2", "{\"a\":1,\"a\":2}"})
    void members_ofAnythingButOneObjectOfDistinctNames_areNull(String json) {
        assertThat(JsonParts.members(json)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "{}", "[1", "[1]]"})
    void elements_ofAnythingButOneArray_areNull(String json) {
        assertThat(JsonParts.elements(json)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {"{\"b\":1,\"a\":2.0} | { \"a\": 2, \"b\": 1e0 }", "[\"\\u0041\"] | [ \"A\" ]", "1e400 | 10e399"})
    void canonical_equalValues_haveOneText(String one, String other) {
        assertThat(JsonParts.canonical(one)).isEqualTo(JsonParts.canonical(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "[1,2] | [2,1]",
                "1 | \"1\"",
                "null | \"null\"",
                "{\"a\" | {\"b\"",
                "{\"a\":1} | {\"a\":1.0000000000000000001}"
            })
    void canonical_differentValues_haveDifferentTexts(String one, String other) {
        assertThat(JsonParts.canonical(one)).isNotEqualTo(JsonParts.canonical(other));
    }

    @Test
    void isStructure_isOneWholeObjectOrArray() {
        assertThat(JsonParts.isStructure(" [1] ")).isTrue();
        assertThat(JsonParts.isStructure("{\"a\":{}}")).isTrue();
        assertThat(JsonParts.isStructure("\"[1]\"")).isFalse();
        assertThat(JsonParts.isStructure("[1")).isFalse();
        assertThat(JsonParts.isStructure("[1] [2]")).isFalse();
        assertThat(JsonParts.isStructure("{draft}")).isFalse();
    }

    @Test
    void unquoted_isTheTextOfAStringOnly() {
        assertThat(JsonParts.unquoted("\"a\\u00e9\\n\"")).isEqualTo("aé\n");
        assertThat(JsonParts.unquoted("1")).isNull();
        assertThat(JsonParts.unquoted("\"a\" \"b\"")).isNull();
        assertThat(JsonParts.unquoted("\"a")).isNull();
    }

    @Test
    void reference_asWritten_isReadAgain() {
        ObjectKey key = new ObjectKey("Author", "say \"hi\"");
        assertThat(JsonParts.reference(JsonParts.reference(key))).isEqualTo(key);
        assertThat(JsonParts.reference("{\"$ref\":{\"id\":\"ada\",\"class\":\"Author\"}}"))
                .isEqualTo(new ObjectKey("Author", "ada"));
        assertThat(JsonParts.reference("{\"$ref\":{\"class\":\"Author\",\"id\":1}}"))
                .isNull();
        assertThat(JsonParts.reference("{\"$ref\":{\"class\":\"Author\",\"id\":\"\"}}"))
                .isNull();
        assertThat(JsonParts.reference("{\"$ref\":{\"class\":\"A\",\"id\":\"1\"},\"more\":1}"))
                .isNull();
    }
}

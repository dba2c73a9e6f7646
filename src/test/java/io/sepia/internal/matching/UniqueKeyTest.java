package io.sepia.internal.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.query.IndexDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UniqueKeyTest {
    private static final UniqueKey ONE = new UniqueKey(IndexDefinition.of("Note", "a"));
    private static final UniqueKey TWO = new UniqueKey(IndexDefinition.of("Note", "a", "b.c"));

    @ParameterizedTest
    @CsvSource({"1, 1.0", "100, 1e2", "0.5, 5e-1", "-0, 0", "1e300, 10e299"})
    void of_sameNumberInAnotherForm_isTheSame(String a, String b) {
        assertThat(ONE.of("{\"a\":" + a + "}")).isNotNull().isEqualTo(ONE.of("{\"a\": " + b + ", \"x\":1}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {"1 | \"1\"", "1 | true", "0 | false", "\"true\" | true", "\"a\" | \"A\"", "1 | 2", "\"\" | \"n1;\""
            })
    void of_differentValues_differs(String a, String b) {
        assertThat(ONE.of("{\"a\":" + a + "}")).isNotEqualTo(ONE.of("{\"a\":" + b + "}"));
    }

    @Test
    void of_severalFields_doNotRunIntoEachOther() {
        assertThat(TWO.of("{\"a\":\"x\",\"b\":{\"c\":\"t1:y\"}}"))
                .isNotEqualTo(TWO.of("{\"a\":\"xt1:\",\"b\":{\"c\":\"y\"}}"));
        assertThat(TWO.of("{\"a\":1,\"b\":{\"c\":23}}")).isNotEqualTo(TWO.of("{\"a\":12,\"b\":{\"c\":3}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1}",
                "{\"a\":1,\"b\":{\"c\":null}}",
                "{\"a\":1,\"b\":{\"c\":[]}}",
                "{\"a\":{},\"b\":{\"c\":1}}",
                "[]",
                "{\"a\":"
            })
    void of_fieldWithoutAValueThatCompares_isEqualToNone(String content) {
        assertThat(TWO.of(content)).isNull();
    }
}

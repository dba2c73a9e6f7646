package io.sepia.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonWriterTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{ \"b\" : 1, \"a\" : [ true , null ] } | {\"a\":[true,null],\"b\":1}",
                "{\"\":{},\"z\":[]} | {\"\":{},\"z\":[]}",
                "1.50e1 | 15",
                "-0.0 | 0",
                "\"a\\u0041\\n\\\"\" | \"aA\\n\\\"\""
            })
    void write_isTheShortestFormWithMembersInOrder(String json, String written) {
        assertThat(JsonWriter.write(Value.ofJson(json))).isEqualTo(written);
    }

    @Test
    void write_valuesThatJsonDoesNotHave_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonWriter.write(new Value.Moment(Instant.EPOCH)))
                .withMessageContaining("moment");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonWriter.write(new Value.Unbound(new Object())))
                .withMessageContaining("unbound");
    }

    @Test
    void withoutSpace_insideStrings_keepsEveryCharacter() {
        String json = "x { \"a b\" :\t[ \"\\\" \\\\\" , 1 ]\n} y";
        assertThat(JsonWriter.withoutSpace(json, 2, json.length() - 2)).isEqualTo("{\"a b\":[\"\\\" \\\\\",1]}");
    }
}

package io.sepia.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonTextTest {
    private static final String MANY_LINES = "{\n \"a\" : [ 1.50,\n\"x\\\"  y\", {} , [ ] ],\n \"b\":{\"c\":null}\n}";

    @Test
    void singleLine_ofOneLine_isTheSame() {
        assertThat(JsonText.singleLine("{ \"a\" : 1 }")).isEqualTo("{ \"a\" : 1 }");
    }

    @Test
    void singleLine_ofManyLines_dropsSpaceOutsideOfStringsOnly() {
        assertThat(JsonText.singleLine(MANY_LINES)).isEqualTo("{\"a\":[1.50,\"x\\\"  y\",{},[]],\"b\":{\"c\":null}}");
    }

    @Test
    void pretty_indentsAndKeepsNumbers() {
        assertThat(JsonText.pretty(MANY_LINES)).isEqualTo("""
                        {
                          "a": [
                            1.50,
                            "x\\"  y",
                            {},
                            []
                          ],
                          "b": {
                            "c": null
                          }
                        }""");
        assertThat(JsonText.pretty("\"a:{\"")).isEqualTo("\"a:{\"");
    }

    @Test
    void quote_escapesWhatJsonRequires() {
        assertThat(JsonText.quote("a\"\\\n\u0001ü😀")).isEqualTo("\"a\\\"\\\\\\n\\u0001ü😀\"");
    }

    @Test
    void strip_takesJsonSpaceOnly() {
        assertThat(JsonText.strip("\t\r\n {} \u00a0 ")).isEqualTo("{} \u00a0");
    }
}

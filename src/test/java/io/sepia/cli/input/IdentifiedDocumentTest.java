package io.sepia.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiedDocumentTest {
    private static IdentifiedDocument read(String text) throws BadDocumentException {
        return IdentifiedDocument.read(text, "id");
    }

    @Test
    void text_isTheIdUnescaped() throws BadDocumentException {
        assertThat(read("{\"a\":{\"id\":1},\"id\":\"caf\\u00e9\"}").id()).isEqualTo("café");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "-7", "0", "123456789012345678901234567890"})
    void wholeNumber_isTheIdByItsDigits(String number) throws BadDocumentException {
        assertThat(read("{\"id\":" + number + "}").id()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e3", "true", "null", "{}", "[\"a\"]"})
    void anythingElse_isNoId(String value) {
        assertThatThrownBy(() -> read("{\"id\":" + value + "}"))
                .hasMessage("has a \"id\" that is neither text nor a whole number");
    }

    @Test
    void content_isTheTextItself() throws BadDocumentException {
        String text = "{ \"id\":\"a\", \"n\" : 1.500e+1 }";

        assertThat(read(text).content()).isEqualTo(text);
    }

    @Test
    void missingId_isNamed() {
        assertThatThrownBy(() -> IdentifiedDocument.read("{\"id\":\"a\"}", "isbn"))
                .hasMessage("has no member \"isbn\" to take its id from");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "\"secret\"", "1", "null"})
    void valueThatIsNoObject_hasNoId(String text) {
        assertThatThrownBy(() -> read(text)).hasMessageContaining("is not a JSON object");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"id":"secret"                 | ends inside its JSON
                    {"id":"secret","a":{"b":1,"b":2}} | has an object with two members of the same name
                    {"id":"secret","id":"secret"}  | has an object with two members of the same name
                    {"id":"secret"} {}             | is more than one JSON document
                    {"id":"secret","a":secret}     | is not valid JSON, at character
                    {"id":"secret","a":NaN}        | is not valid JSON
                    {"id":"secret","a":01}         | is not valid JSON
                    {"id":"secret",}               | is not valid JSON
                    secret                         | is not valid JSON
                    """)
    void brokenDocument_isDescribedButNotQuoted(String text, String problem) {
        assertThatThrownBy(() -> read(text))
                .hasMessageContaining(problem)
                .message()
                .doesNotContain("secret");
    }

    @Test
    void nesting_overTheLimit_isRefused() {
        String text = "{\"id\":\"a\",\"x\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}";

        assertThatThrownBy(() -> read(text)).hasMessageContaining("500 levels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "\"x\"", "[1, 2]", "{\"id\":\"b\"}", "null", "1.50"})
    void wrapper_standsForItsContent(String content) throws BadDocumentException {
        IdentifiedDocument document =
                IdentifiedDocument.read("{\"id\":\"k\", \"$content\" : " + content + " }", "isbn");

        assertThat(document).isEqualTo(new IdentifiedDocument("k", content));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$content\":5,\"id\":\"k\"}",
                "{\"id\":\"k\",\"$content\":5,\"a\":1}",
                "{\"id\":7,\"$content\":5}"
            })
    void whatIsNotExactlyAWrapper_isADocument(String text) throws BadDocumentException {
        assertThat(read(text).content()).isEqualTo(text);
    }
}

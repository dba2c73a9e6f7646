package io.sepia.internal.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.error.DocumentFormatException;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamExportTest {
    private static List<String> read(String json) throws IOException {
        ImportSourceTest.Recorder recorder = new ImportSourceTest.Recorder();
        new UpstreamExport(new StringReader(json), Instant.EPOCH, recorder).read();
        return recorder.found;
    }

    @Test
    void read_textsThatAreJsonStructures_becomeStructures() throws Exception {
        assertThat(
                        read(
                                "{\"Note\":[{\"id\":\"a\",\"content\":\" {\\\"x\\\": 1} \"},{\"id\":\"b\",\"content\":\"[]\"}]}"))
                .containsExactly("Note 'a' {\"x\": 1}", "Note 'b' []");
    }

    @Test
    void read_otherTexts_stayTexts() throws Exception {
        assertThat(
                        read(
                                "{\"Note\":[{\"content\":\"12\",\"id\":\"a\"},{\"id\":\"b\",\"content\":\"{broken\"}],\"Box\":[]}"))
                .containsExactly("Note 'a' \"12\"", "Note 'b' \"{broken\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{} | true",
                "{ \t } | true",
                "{\"a\\\"b\" : [ | true",
                "{\"a\":1 | false",
                "{\"a\" | false",
                "{\"a\\ | false",
                "{ | false",
                "[] | false"
            })
    void begins_listOfAClass_isRecognized(String text, boolean expected) {
        assertThat(UpstreamExport.begins(text)).isEqualTo(expected);
    }

    @Test
    void begins_longName_needsNoDeepStack() {
        assertThat(UpstreamExport.begins("{\"" + "a".repeat(1_000_000))).isFalse();
        assertThat(UpstreamExport.begins("{\"" + "\\n".repeat(100_000) + "\":["))
                .isTrue();
    }

    @Test
    void read_container_hasNoContent() throws Exception {
        assertThat(read("{\"Box\":[{\"id\":\"b1\",\"type\":\"container\"}]}"))
                .containsExactly("Box 'b1' without content");
        assertThat(read("{}")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "[] | an object of classes",
                "{\"Note\":{}} | a list of objects",
                "{\"Note\":[1]} | an object with id and content",
                "{\"Note\":[{\"id\":1}]} | a text",
                "{\"Note\":[{\"content\":\"x\"}]} | an object with an id",
                "{\"Note\":[{\"id\":\"\"}]} | cannot be stored, in line 1",
                "{\"Note\":[]} [] | the end of the file",
                "{\"Note\":[ | is not JSON from line 1"
            })
    void read_malformed_saysWhatWasExpected(String json, String expected) {
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> read(json))
                .withMessageContaining(expected)
                .withMessageContaining("Nothing was stored");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{ \"Note\" : [", "{\"say \\\"hi\\\"\":[{"})
    void begins_likeAnExport(String text) {
        assertThat(UpstreamExport.begins(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "{\"Note\":{", "{\"id\":\"n1\",\"list\":[]}", "{\"format\":\"sepia-export\""})
    void begins_likeAnythingElse(String text) {
        assertThat(UpstreamExport.begins(text)).isFalse();
    }
}

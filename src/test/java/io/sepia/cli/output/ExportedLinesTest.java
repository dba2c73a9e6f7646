package io.sepia.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.cli.input.BadDocumentException;
import io.sepia.cli.input.IdentifiedDocument;
import io.sepia.cli.terminal.CommandException;
import io.sepia.cli.terminal.ExitStatus;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportedLinesTest {
    private static StoredDocument stored(String id, String content) {
        Instant now = Instant.EPOCH;
        return new StoredDocument(new ObjectKey("Note", id), ObjectType.SERIALIZABLE, content, null, 1, now, now);
    }

    private static String line(String id, String content) {
        return line(null, id, content);
    }

    private static String line(@Nullable String property, String id, String content) {
        return ExportedLines.forImport(property).line(stored(id, content));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":\"k\"}", "{ \"a\":1.50, \"id\" : \"k\" }", "{\"id\":\"\\u006b\",\"b\":{}}"})
    void documentThatHoldsItsId_isWrittenAsItIs(String content) {
        assertThat(line("k", content)).isEqualTo(content);
    }

    @Test
    void numberThatIsTheId_isEnough() {
        assertThat(line("7", "{\"id\":7}")).isEqualTo("{\"id\":7}");
    }

    @Test
    void objectWithoutItsId_isWrappedEvenIfAnotherMemberContainsIt() throws BadDocumentException {
        for (String content : List.of("{\"a\":[\"k\"]}", "{ }", "{\"isbn\":\"k\"}", "{\"count\":2}")) {
            for (String id : List.of("k", "2")) {
                IdentifiedDocument read = IdentifiedDocument.read(line(id, content), "id");
                assertThat(read).isEqualTo(new IdentifiedDocument(id, content));
            }
        }
    }

    @Test
    void objectWithoutItsId_getsItFirstForReaders() {
        ExportedLines lines = ExportedLines.forReading();
        assertThat(lines.line(stored("k\"", "{\"a\":[\"k\"]}"))).isEqualTo("{\"id\":\"k\\\"\",\"a\":[\"k\"]}");
        assertThat(lines.line(stored("k", "{ }"))).isEqualTo("{\"id\":\"k\"}");
        assertThat(lines.line(stored("k", "{\"isbn\":\"k\"}"))).isEqualTo("{\"id\":\"k\",\"isbn\":\"k\"}");
    }

    @Test
    void objectWithAnotherId_isWrapped() {
        assertThat(line("k", "{\"id\":\"other\"}")).isEqualTo("{\"id\":\"k\",\"$content\":{\"id\":\"other\"}}");
        assertThat(line("k", "{\"id\":[1]}")).isEqualTo("{\"id\":\"k\",\"$content\":{\"id\":[1]}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "\"x\"", "[1, 2]", "null"})
    void valueThatIsNoObject_isWrapped(String content) {
        assertThat(line("k", content)).isEqualTo("{\"id\":\"k\",\"$content\":" + content + "}");
    }

    @Test
    void documentThatLooksLikeAWrapper_isWrapped() throws BadDocumentException {
        String content = "{\"id\":\"k\",\"$content\":5}";

        String line = line("k", content);

        assertThat(IdentifiedDocument.read(line, "id")).isEqualTo(new IdentifiedDocument("k", content));
    }

    @Test
    void documentOfManyLines_isWrittenOnOne() {
        assertThat(line("k", "{\r\n  \"id\": \"k\",\n  \"t\": \"a  b\"\n}")).isEqualTo("{\"id\":\"k\",\"t\":\"a  b\"}");
    }

    @Test
    void askedProperty_decidesAlone() {
        assertThat(line("isbn", "k", "{\"isbn\":\"k\",\"id\":1}")).isEqualTo("{\"isbn\":\"k\",\"id\":1}");
        assertThat(line("isbn", "k", "{\"id\":\"k\"}")).isEqualTo("{\"id\":\"k\",\"$content\":{\"id\":\"k\"}}");
        assertThat(line("id", "k", "{\"isbn\":\"k\"}")).isEqualTo("{\"id\":\"k\",\"$content\":{\"isbn\":\"k\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{secret", "{\"id\":\"k\",\"a\":secret}", "[1,secret]", "1 secret", "{\"id\":\"k\"}secret"})
    void contentThatIsNoJson_isDamage(String content) {
        assertThatThrownBy(() -> line("k", content))
                .isInstanceOfSatisfying(
                        CommandException.class, e -> assertThat(e.status()).isEqualTo(ExitStatus.DAMAGE))
                .message()
                .contains("Note 'k'")
                .doesNotContain("secret");
    }
}

package io.sepia.internal.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.change.EventType;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.DocumentFormatException;
import io.sepia.internal.document.LoggedEvent;
import io.sepia.internal.transfer.ExportFormat.Line;
import io.sepia.query.IndexDefinition;
import io.sepia.query.IndexEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportFormatTest {
    private static final Instant CREATED = Instant.parse("2026-01-31T12:00:00.000001Z");
    private static final ObjectKey KEY = new ObjectKey("Note", "a \"quoted\" id");

    private static StoredDocument document(String content, @Nullable String metadata) {
        return new StoredDocument(KEY, ObjectType.CONTAINER, content, metadata, 7, CREATED, CREATED.plusSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\": 1.50}", "{\"a\":\n1}", "no json", "", "\"text\"", "1 2"})
    void document_anyContent_comesBackCharacterByCharacter(String content) {
        StoredDocument document = document(content, "{ \"who\" : \"ada\" }");
        String line = ExportFormat.line(document);
        assertThat(line).doesNotContain("\n");
        assertThat(new Line(line, "line 2").document()).isEqualTo(document);
    }

    @Test
    void document_withoutMetadata_comesBackWithoutThem() {
        StoredDocument document = document("{}", null);
        assertThat(ExportFormat.line(document)).doesNotContain("metadata");
        assertThat(new Line(ExportFormat.line(document), "line 2").document()).isEqualTo(document);
    }

    @Test
    void event_comesBackWithoutItsNumber() {
        LoggedEvent event = new LoggedEvent(9, KEY, EventType.DELETED, 3, CREATED, "{}");
        Line line = new Line(ExportFormat.line(event), "line 2");
        assertThat(line.inside("event").event())
                .isEqualTo(new LoggedEvent(0, KEY, EventType.DELETED, 3, CREATED, "{}"));
    }

    @Test
    void rule_comesBack() {
        HistoryRule rule = new HistoryRule(true, 5, 30);
        Line line = new Line(ExportFormat.line("Note", rule), "line 2");
        assertThat(line.text("history_of")).isEqualTo("Note");
        assertThat(line.rule()).isEqualTo(rule);
    }

    @Test
    void index_comesBack() {
        IndexEntry index = new IndexEntry(
                IndexDefinition.of("Note", "title", "status.\"a.b\"").asUnique(), true);
        assertThat(new Line(ExportFormat.line(index), "line 2").inside("index").index())
                .isEqualTo(index);
    }

    @Test
    void end_mentionsGenerationsOnlyIfThereAreSome() {
        assertThat(ExportFormat.end(2, 1, 0)).isEqualTo("{\"end\":{\"documents\":2,\"events\":1}}");
        assertThat(ExportFormat.end(2, 1, 4)).contains("\"generations\":4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "[] | is not a JSON object",
                "{\"class\":\"A\",\"class\":\"B\"} | has a member twice",
                "{\"id\":\"1\",\"version\":1,\"content\":{}} | has no string class",
                "{\"class\":\"A\",\"id\":\"\",\"version\":1,\"content\":{}} | has no valid key",
                "{\"class\":\"A\",\"id\":\"1\",\"version\":0,\"content\":{}} | no version of at least 1",
                "{\"class\":\"A\",\"id\":\"1\",\"version\":1} | has no content",
                "{\"class\":\"A\",\"id\":\"1\",\"version\":1.5,\"content\":{}} | has no integer version",
                "{\"class\":\"A\",\"id\":\"1\",\"type\":\"serializable\",\"version\":1,\"content\":{},\"created\":\"x\"} | has no point in time created"
            })
    void document_malformedLine_namesTheLineAndTheMember(String json, String problem) {
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> new Line(json, "line 5").document())
                .withMessageContaining("line 5")
                .withMessageContaining(problem)
                .withMessageContaining("Nothing was stored");
    }

    @Test
    void inside_malformedMember_namesLineAndMember() {
        assertThatExceptionOfType(DocumentFormatException.class)
                .isThrownBy(() -> new Line("{\"event\":1}", "line 5").inside("event"))
                .withMessageContaining("line 5, member event is not a JSON object");
    }
}

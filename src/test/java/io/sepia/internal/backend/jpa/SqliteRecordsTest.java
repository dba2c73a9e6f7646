package io.sepia.internal.backend.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Storage;
import io.sepia.change.ChangeCursor;
import io.sepia.change.Event;
import io.sepia.change.EventFilter;
import io.sepia.document.HistoryRule;
import io.sepia.document.OnDelete;
import io.sepia.error.DamagedDocumentException;
import io.sepia.query.IndexDefinition;
import io.sepia.report.TransferSummary;
import io.sepia.report.VerifyReport.Finding;
import io.sepia.report.VerifyReport.Kind;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows besides documents that damage has changed are refused, and those that SQL has changed are sealed. */
class SqliteRecordsTest {
    private static final String DAMAGE = ", checksum = checksum + 1";

    @TempDir
    private Path directory;

    @BeforeEach
    void fill() {
        try (Storage storage = open()) {
            storage.documents("N").keepHistory(HistoryRule.ALL);
            storage.indexes().add(IndexDefinition.of("N", "mail").asUnique());
            storage.documents("N").save("n1", "{\"mail\":\"1\"}");
            storage.documents("N").delete("n1");
            storage.documents("N").save("n2", "{\"mail\":\"2\"}");
        }
        try (SqliteStorage backend = Fixtures.open(file())) {
            Fixtures.use(backend, transaction -> transaction.references().rule("N", OnDelete.REFUSE));
        }
    }

    private Storage open() {
        return Storage.open("sqlite", Map.of("database_path", file(), "events", "N", "changes", "on"));
    }

    private Storage openAsItIs() {
        return Storage.open(file());
    }

    private Path file() {
        return directory.resolve("a.db");
    }

    private static List<Event> events(Storage storage) {
        try (Stream<Event> events = storage.changes().events(EventFilter.ALL)) {
            return events.toList();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type = 'deleted'",
                "generation = 9",
                "logged_at = logged_at + 1",
                "object_id = 'n3'",
                "metadata = '{\"a\":1}'"
            })
    void damagedEvent_isRefusedAndFound(String change) throws SQLException {
        Fixtures.sql(file(), "UPDATE object_events SET " + change + DAMAGE + " WHERE number = 1");

        try (Storage storage = openAsItIs()) {
            assertThatExceptionOfType(DamagedDocumentException.class)
                    .isThrownBy(() -> events(storage))
                    .withMessageContaining("Event 1 of N")
                    .withMessageContaining("checksum");
            assertThat(storage.contents().verify().findings())
                    .extracting(Finding::kind)
                    .contains(Kind.EVENT);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    object_rules      | events = 0
                    object_rules      | on_delete = NULL
                    object_rules      | history = 0
                    object_rules      | history_generations = 1
                    object_indexes    | is_unique = 0
                    object_indexes    | fields = '["male"]'
                    object_change_log | forgotten = 0
                    object_change_log | log = NULL
                    """)
    void damagedRule_isFoundByVerify(String table, String change) throws SQLException {
        Fixtures.sql(file(), "UPDATE " + table + " SET " + change + DAMAGE);

        try (Storage storage = openAsItIs()) {
            assertThat(storage.contents().verify().findings())
                    .extracting(Finding::kind)
                    .contains(Kind.RULE);
        }
    }

    @Test
    void damagedRules_refuseWhatDependsOnThem() throws SQLException {
        Fixtures.sql(file(), "UPDATE object_rules SET events = 0, on_delete = NULL" + DAMAGE);

        try (Storage storage = openAsItIs()) {
            assertThatExceptionOfType(DamagedDocumentException.class)
                    .isThrownBy(() -> storage.documents("N").delete("n2"))
                    .withMessageContaining("The rules of class N");
            assertThatExceptionOfType(DamagedDocumentException.class)
                    .isThrownBy(() -> storage.documents("N").save("n3", "{\"mail\":\"3\"}"));
            assertThat(storage.documents("N").ids()).containsExactly("n2");
        }
    }

    @Test
    void exportOfTheRest_rulesAreDamaged_containsTheDocuments() throws SQLException {
        Fixtures.sql(file(), "UPDATE object_rules SET events = 0" + DAMAGE);
        List<String> damaged = new ArrayList<>();

        try (Storage storage = openAsItIs()) {
            TransferSummary summary =
                    storage.contents().exportData(new StringWriter(), each -> damaged.add(each.getMessage()));
            assertThat(summary.documents()).isEqualTo(1);
            assertThat(damaged).isNotEmpty().allMatch(each -> each.contains("The rules of class N"));
            assertThatExceptionOfType(DamagedDocumentException.class)
                    .isThrownBy(() -> storage.contents().exportData(new StringWriter()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{bad", "[1]", "{\"a\":1,\"a\":2}"})
    void eventWithMetadataThatSqlMadeInvalid_isRefusedAndStaysUnsealed(String metadata) throws SQLException {
        Fixtures.sql(file(), "UPDATE object_events SET metadata = '" + metadata + "' WHERE number = 1");

        try (Storage storage = openAsItIs()) {
            assertThatExceptionOfType(DamagedDocumentException.class)
                    .isThrownBy(() -> events(storage))
                    .withMessageContaining("Event 1 of N 'n1' has metadata that is not a JSON object");
            storage.contents().adoptEdits();
            assertThat(storage.contents().verify().findings())
                    .extracting(Finding::kind)
                    .containsExactly(Kind.EVENT);
        }
    }

    @Test
    void damagedStateOfTheLog_refusesChanges() throws SQLException {
        Fixtures.sql(file(), "UPDATE object_change_log SET forgotten = 0" + DAMAGE);

        try (Storage storage = openAsItIs()) {
            assertThatExceptionOfType(DamagedDocumentException.class)
                    .isThrownBy(() -> storage.changes().since(ChangeCursor.BEGINNING, 10))
                    .withMessageContaining("The state of the log of changes");
        }
    }

    @Test
    void rowsThatSqlHasChanged_areReadAndSealed() throws SQLException {
        Fixtures.sql(
                file(),
                "UPDATE object_events SET generation = 9",
                "UPDATE object_rules SET on_delete = NULL",
                "UPDATE object_indexes SET declared = 1",
                "UPDATE object_change_log SET forgotten = 0");
        String checksums = "SELECT checksum FROM object_events UNION ALL SELECT checksum FROM object_rules UNION ALL"
                + " SELECT checksum FROM object_indexes UNION ALL SELECT checksum FROM object_change_log";
        assertThat(Fixtures.sql(file(), checksums)).containsOnlyNulls();

        try (Storage storage = openAsItIs()) {
            assertThat(events(storage)).extracting(Event::generation).containsOnly(9L);
            storage.contents().adoptEdits();
            assertThat(storage.contents().verify().findings()).isEmpty();
        }
        assertThat(Fixtures.sql(file(), checksums)).doesNotContainNull();
    }
}

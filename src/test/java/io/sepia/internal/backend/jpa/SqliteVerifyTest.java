package io.sepia.internal.backend.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Roots;
import io.sepia.Storage;
import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.error.DamagedDocumentException;
import io.sepia.query.IndexDefinition;
import io.sepia.report.VerifyReport.Finding;
import io.sepia.report.VerifyReport.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifying SQLite files that something else than a store has changed. */
class SqliteVerifyTest {
    @TempDir
    private Path directory;

    private Storage storage;

    @BeforeEach
    void fill() {
        storage = Storage.open(
                "sqlite", Map.of("database_path", directory.resolve("a.db"), "events", "N", "changes", "on"));
        storage.documents("N").keepHistory(HistoryRule.ALL);
        storage.indexes().add(IndexDefinition.of("N", "mail"));
        for (int i = 0; i < 100; i++) {
            storage.documents("N").save("n" + i, "{\"mail\":\"" + i + "\"}");
            storage.documents("N").save("n" + i, "{\"mail\":\"later " + i + "\"}");
            storage.documents("M").save("m" + i, "{\"other\":{\"$ref\":{\"class\":\"N\",\"id\":\"n" + i + "\"}}}");
        }
        // Enters the references.
        storage.documents("N").forget(List.of("none"));
        assertThat(storage.contents().verify().findings()).isEmpty();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("a.db"));
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    DOCUMENT   | N n7 | UPDATE objects SET content = '{}', checksum = checksum + 1 WHERE object_id = 'n7'
                    DOCUMENT   | M m7 | UPDATE objects SET content = '{bad' WHERE object_id = 'm7'
                    DOCUMENT   | N n7 | UPDATE objects SET created_at = 9223372036854775807 WHERE object_id = 'n7'
                    EDITED     | N n7 | UPDATE objects SET content = '{}' WHERE object_id = 'n7'
                    REFERENCE  | M m7 | DELETE FROM objects WHERE object_id = 'n7'
                    INDEX      | M m7 | DELETE FROM object_references WHERE source = (SELECT id FROM objects WHERE object_id = 'm7')
                    INDEX      | M m7 | DELETE FROM object_referrers WHERE source = (SELECT id FROM objects WHERE object_id = 'm7')
                    INDEX      | M m7 | UPDATE objects SET object_type = 'serializable' WHERE object_id = 'm7'
                    GENERATION | N n7 | UPDATE object_generations SET content = '1' WHERE object_id = 'n7'
                    EVENT      | N n7 | UPDATE object_events SET type = 'twisted' WHERE object_id = 'n7' AND type = 'created'
                    CHANGE     | N n7 | DELETE FROM object_changes WHERE object_row = (SELECT id FROM objects WHERE object_id = 'n7')
                    """)
    void change_isFoundWithItsObject(Kind kind, String key, String change) throws SQLException {
        sql(change);

        String[] parts = key.split(" ");
        assertThat(storage.contents().verify().findings())
                .filteredOn(each -> each.kind() == kind)
                .extracting(Finding::key)
                .containsExactly(Optional.of(new ObjectKey(parts[0], parts[1])));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SCHEMA | foreign_one    | CREATE TRIGGER foreign_one AFTER INSERT ON objects BEGIN SELECT 1; END
                    FILE   | does not exist | DROP INDEX sepia_index_1
                    """)
    void changeOfTheSchema_isFound(Kind kind, String problem, String change) throws SQLException {
        String name = index();
        sql(change.replace("sepia_index_1", name));

        assertThat(storage.contents().verify().findings())
                .filteredOn(each -> each.kind() == kind)
                .extracting(Finding::problem)
                .singleElement()
                .asString()
                .contains(problem);
    }

    private String index() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("a.db"));
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name ="
                        + " 'objects' AND name GLOB '*[0-9]' AND sql IS NOT NULL")) {
            rows.next();
            return rows.getString(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM object_references WHERE source = (SELECT id FROM objects WHERE object_id = 'm7')",
                "UPDATE object_references SET targets = x'0000000000000007' WHERE source ="
                        + " (SELECT id FROM objects WHERE object_id = 'm7')",
                "UPDATE objects SET object_type = 'serializable' WHERE object_id = 'm7'",
                "UPDATE objects SET content = '{}', checksum = checksum + 1 WHERE object_id = 'm7'"
            })
    void collection_deletesNothingBecauseReferencesWereLost(String change) throws SQLException {
        sql(change);

        assertThatExceptionOfType(DamagedDocumentException.class)
                .isThrownBy(() -> storage.garbage().collect(Roots.classNames("M")))
                .withMessageContaining("M 'm7'")
                .withMessageContaining("Nothing was deleted");

        assertThat(storage.documents("N").exists("n7")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"refuse", "clear"})
    void deletion_indexOfReferencesHasLostEntries_deletesNothing(String rule) throws SQLException {
        sql(
                "INSERT INTO object_rules (class_name, on_delete) VALUES ('N', '" + rule
                        + "') ON CONFLICT DO UPDATE SET" + " on_delete = excluded.on_delete",
                "DELETE FROM object_referrers WHERE source = (SELECT id FROM objects WHERE object_id = 'm7')");

        assertThatExceptionOfType(DamagedDocumentException.class)
                .isThrownBy(() -> storage.documents("N").delete("n7"))
                .withMessageContaining("Nothing was deleted")
                .withMessageContaining("object_referrers has 99 entries, but the table object_references says 100");
        assertThat(storage.documents("N").exists("n7")).isTrue();

        storage.contents().adoptEdits();
        assertThat(storage.documents("N").whoReferences("n7")).containsExactly(new ObjectKey("M", "m7"));
        assertThat(storage.contents().verify().findings()).isEmpty();
    }

    @Test
    void whoReferences_documentIsDamaged_isRefused() throws SQLException {
        sql(
                "UPDATE objects SET content = replace(content, 'n7', 'n8'), checksum = checksum + 1 WHERE object_id = 'm7'");

        assertThatExceptionOfType(DamagedDocumentException.class)
                .isThrownBy(() -> storage.documents("N").whoReferences("n7"))
                .withMessageContaining("M 'm7'");
    }

    @Test
    void adopt_sealsWhatASaveWouldAccept() throws SQLException {
        sql(
                "UPDATE objects SET content = '{\"other\":{\"$ref\":{\"class\":\"N\",\"id\":\"n9\"}}}' WHERE object_id = 'n7'",
                "UPDATE objects SET content = '{bad' WHERE object_id = 'm8'",
                "INSERT INTO objects (class_name, object_id, content) VALUES ('N', 'new', '{}')");

        assertThat(storage.contents().adoptEdits()).isEqualTo(2);

        assertThat(storage.contents().verify().findings())
                .extracting(Finding::kind, each -> each.key().orElseThrow().id())
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(Kind.DOCUMENT, "m8"),
                        org.assertj.core.groups.Tuple.tuple(Kind.EDITED, "m8"));
        assertThat(storage.documents("N").whoReferences("n9"))
                .containsExactlyInAnyOrder(new ObjectKey("M", "m9"), new ObjectKey("N", "n7"));
        sql("UPDATE objects SET content = '1', checksum = checksum + 1 WHERE object_id = 'new'");
        assertThatExceptionOfType(DamagedDocumentException.class)
                .isThrownBy(() -> storage.fresh().documents("N").load("new"));
    }
}

package io.sepia.internal.backend.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Storage;
import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.error.DamagedDocumentException;
import io.sepia.report.VerifyReport.Finding;
import io.sepia.report.VerifyReport.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of SQLite's log of changes that damage has changed are refused, found and kept. See decision 0245. */
class DamagedChangesTest {
    private static final String CHECKSUMS = "SELECT checksum FROM object_changes";

    @TempDir
    private Path directory;

    @BeforeEach
    void fill() {
        try (Storage storage = open("on")) {
            for (String id : List.of("a", "b", "c")) {
                storage.documents("N").save(id, "{}");
            }
            storage.documents("N").save("a", "{\"n\":2}");
            storage.documents("N").delete("b");
            storage.documents("N").save("d", "{}");
        }
    }

    private Path file() {
        return directory.resolve("a.db");
    }

    private Storage open(String changes) {
        return Storage.open("sqlite", Map.of("database_path", file(), "changes", changes));
    }

    private static List<String> told(Storage storage) {
        return storage.changes().since(ChangeCursor.BEGINNING, 100).changes().stream()
                .map(each -> each.kind() + " " + each.key().id())
                .toList();
    }

    private void damage(String change) throws SQLException {
        // The trigger would take the change for one by SQL.
        String trigger = Fixtures.sql(file(), "SELECT sql FROM sqlite_schema WHERE name = 'object_changes_edited'")
                .get(0);
        Fixtures.sql(file(), "DROP TRIGGER object_changes_edited", "UPDATE object_changes SET " + change, trigger);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sequence_number = 8 WHERE object_row IS NULL",
                "sequence_number = 40 WHERE sequence_number = 6",
                "version = version + 1 WHERE object_row IS NULL",
                "version = version + 4 WHERE sequence_number = 3",
                "object_row = object_row + 64 WHERE sequence_number = 4",
                "object_row = 3 WHERE object_row IS NULL",
                "object_row = NULL WHERE sequence_number = 3",
                "deleted_at = deleted_at - 1 WHERE object_row IS NULL",
                "object_id = 'q' WHERE object_row IS NULL",
                "class_name = 'M' WHERE object_row IS NULL",
                "deleted_key = NULL WHERE object_row IS NULL",
                "checksum = checksum + 1 WHERE sequence_number = 1"
            })
    void damagedRow_isRefusedFoundAndKept(String change) throws SQLException {
        String rows = "SELECT count(*) FROM object_changes";
        damage(change);
        List<String> before = Fixtures.sql(file(), rows);

        try (Storage storage = open("on")) {
            assertThatExceptionOfType(DamagedDocumentException.class)
                    .isThrownBy(() -> told(storage))
                    .withMessageMatching(
                            "Row .+ of the log of changes does not match its checksum.* changes=off .*|A row has no class.*");
            assertThat(storage.contents().verify().findings())
                    .extracting(Finding::kind)
                    .contains(Kind.CHANGE);
        }
        try (SqliteStorage backend = Fixtures.open(file())) {
            Fixtures.use(backend, transaction -> {
                transaction.changes().forget(Instant.now());
                transaction.changes().forgetSome(Instant.now(), 0, 100);
            });
        }
        assertThat(Fixtures.sql(file(), rows)).isEqualTo(before);
    }

    @Test
    void damagedRow_isGoneWhenTheLogBeginsAgain() throws SQLException {
        damage("version = 7 WHERE sequence_number = 3");
        open("off").close();

        try (Storage storage = open("on")) {
            assertThat(told(storage)).containsExactly("UPDATED a", "CREATED c", "CREATED d");
            assertThat(storage.contents().verify().findings()).isEmpty();
        }
    }

    @Test
    void changesAfterADamagedRow_areReturned() throws SQLException {
        ChangeCursor cursor;
        try (Storage storage = open("on")) {
            cursor = storage.changes().since(ChangeCursor.BEGINNING, 100).next();
            storage.documents("N").save("e", "{}");
        }
        damage("version = 7 WHERE sequence_number = 3");

        try (Storage storage = open("on")) {
            assertThat(storage.changes().since(cursor, 100).changes())
                    .extracting(Change::key)
                    .extracting(key -> key.id())
                    .containsExactly("e");
        }
    }

    @Test
    void rowsThatSqlHasChanged_areReadAndSealed() throws SQLException {
        Fixtures.sql(file(), "UPDATE object_changes SET deleted_at = deleted_at - 1000 WHERE object_row IS NULL");
        assertThat(Fixtures.sql(file(), CHECKSUMS)).containsNull();

        try (Storage storage = open("on")) {
            assertThat(told(storage)).containsExactly("CREATED c", "UPDATED a", "DELETED b", "CREATED d");
            storage.contents().adoptEdits();
        }
        assertThat(Fixtures.sql(file(), CHECKSUMS)).doesNotContainNull();
    }

    @Test
    void writesOfOtherPrograms_haveAChecksum() throws SQLException {
        Fixtures.sql(file(), "UPDATE objects SET content = '{\"n\":3}' WHERE object_id = 'c'", "DELETE FROM objects");

        assertThat(Fixtures.sql(file(), CHECKSUMS)).hasSizeGreaterThan(5).doesNotContainNull();
    }
}

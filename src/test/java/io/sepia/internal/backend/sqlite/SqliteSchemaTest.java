package io.sepia.internal.backend.sqlite;

import static io.sepia.internal.backend.jpa.Fixtures.load;
import static io.sepia.internal.backend.jpa.Fixtures.note;
import static io.sepia.internal.backend.jpa.Fixtures.open;
import static io.sepia.internal.backend.jpa.Fixtures.read;
import static io.sepia.internal.backend.jpa.Fixtures.save;
import static io.sepia.internal.backend.jpa.Fixtures.sql;
import static io.sepia.internal.backend.jpa.Fixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.jpa.SqliteStorage;
import java.io.File;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteSchemaTest {
    private static final String SECRET = "{\"text\":\"between us\"}";

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("store.db");
    }

    private void makeStore() {
        try (SqliteStorage store = open(file())) {
            save(store, write(note("n1"), SECRET, "{\"m\":1}", WriteCondition.NONE));
        }
    }

    private static final String CHECKSUM = "SELECT checksum FROM objects";

    @Test
    void open_newFile_setsTheApplicationId() throws SQLException {
        makeStore();
        assertThat(sql(file(), "PRAGMA application_id", "PRAGMA user_version"))
                .containsExactly(Integer.toString(0x53455049), "10");
    }

    @Test
    void schema_hasOneIndexAndNoSequence() throws SQLException {
        makeStore();
        assertThat(sql(file(), "SELECT type || ' ' || name FROM sqlite_schema ORDER BY 1"))
                .containsExactly(
                        "index object_events_order",
                        "index object_references_behind",
                        "index objects_unsealed",
                        "index sqlite_autoindex_object_generations_1",
                        "index sqlite_autoindex_object_indexes_1",
                        "index sqlite_autoindex_objects_1",
                        "index sqlite_autoindex_transaction_outcomes_1",
                        "index transaction_outcomes_recorded",
                        "table object_change_log",
                        "table object_changes",
                        "table object_events",
                        "table object_floors",
                        "table object_generations",
                        "table object_indexes",
                        "table object_references",
                        "table object_referrers",
                        "table object_rules",
                        "table objects",
                        "table transaction_outcomes",
                        "trigger object_change_log_edited",
                        "trigger object_changes_edited",
                        "trigger object_changes_sealed",
                        "trigger object_events_edited",
                        "trigger object_generations_number",
                        "trigger object_indexes_edited",
                        "trigger object_rules_edited",
                        "trigger objects_edited",
                        "trigger objects_floor_delete",
                        "trigger objects_floor_rename",
                        "trigger objects_references_delete",
                        "trigger objects_references_end",
                        "view object_change_checksums",
                        "view objects_readable");
    }

    @Test
    void insert_byHandWithKeyAndContent_isLoaded() throws SQLException {
        makeStore();
        sql(file(), "INSERT INTO objects (class_name, object_id, content) VALUES ('note', 'n2', '{\"a\": 1}')");
        try (SqliteStorage store = open(file())) {
            StoredDocument found = load(store, note("n2")).orElseThrow();
            assertThat(found.content()).isEqualTo("{\"a\": 1}");
            assertThat(found.type()).isEqualTo(ObjectType.SERIALIZABLE);
            assertThat(found.version()).isEqualTo(1);
            assertThat(Duration.between(found.createdAt(), Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));
        }
    }

    @Test
    void insert_byHandOfANumberAsVersionText_isRefusedBySqlite() {
        makeStore();
        assertThatThrownBy(() -> sql(
                        file(),
                        "INSERT INTO objects (class_name, object_id, content, version) VALUES ('a', 'b', '{}', 'x')"))
                .isInstanceOf(SQLException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content = '{\"text\":\"new\"}'",
                "content = json_set(content, '$.text', 'new')",
                "metadata = '{}'",
                "metadata = NULL",
                "class_name = 'note', object_id = 'n1', content = '{}'",
                "content = '{}', version = version + 1",
            })
    void update_byHand_clearsTheChecksumAndIsLoaded(String change) throws SQLException {
        makeStore();
        assertThat(sql(file(), CHECKSUM)).doesNotContainNull();
        sql(file(), "UPDATE objects SET " + change);
        assertThat(sql(file(), CHECKSUM)).containsOnlyNulls();
        assertThat(sql(file(), "SELECT edited FROM objects_readable")).containsExactly("1");
        try (SqliteStorage store = open(file())) {
            assertThat(load(store, note("n1"))).isPresent();
            save(store, write(note("n1"), "{}"));
            assertThat(load(store, note("n1"))).isPresent();
        }
        assertThat(sql(file(), CHECKSUM)).doesNotContainNull();
    }

    @Test
    void update_renamedByHand_isLoadedUnderItsNewName() throws SQLException {
        makeStore();
        sql(file(), "UPDATE objects SET class_name = 'memo'");
        try (SqliteStorage store = open(file())) {
            List<StoredDocument> found = read(store, transaction -> transaction.load("memo", List.of("n1")));
            assertThat(found).hasSize(1);
        }
    }

    @Test
    void update_ofWhatIsNotSealedOrToTheSameText_keepsTheChecksum() throws SQLException {
        makeStore();
        sql(file(), "UPDATE objects SET updated_at = 5", "UPDATE objects SET content = content");
        assertThat(sql(file(), CHECKSUM)).doesNotContainNull();
    }

    @Test
    void save_withoutMetadataAfterOneWith_staysSealed() throws SQLException {
        makeStore();
        try (SqliteStorage store = open(file())) {
            save(store, write(note("n1"), "{\"v\":2}"));
            save(store, write(note("n1"), "{\"v\":3}", null, WriteCondition.PRESENT));
            save(store, write(note("n1"), "{\"v\":4}", null, WriteCondition.version(3)));
            StoredDocument found = load(store, note("n1")).orElseThrow();
            assertThat(found.metadata()).isEqualTo("{\"m\":1}");
            assertThat(found.version()).isEqualTo(4);
        }
        assertThat(sql(file(), CHECKSUM)).doesNotContainNull();
        damage("metadata = '{\"m\":2}'");
        try (SqliteStorage store = open(file())) {
            assertThatThrownBy(() -> load(store, note("n1"))).isInstanceOf(DamagedDocumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content = replace(content, 'us', 'as')",
                "content = content || ' '",
                "metadata = '{\"m\":2}'",
                "metadata = NULL",
                "checksum = checksum + 1",
                "object_id = 'n2'",
            })
    void load_rowChangedBelowSqlite_namesTheKeyAndNotTheContent(String change) throws SQLException {
        makeStore();
        damage(change);
        String id = change.contains("object_id") ? "n2" : "n1";
        try (SqliteStorage store = open(file())) {
            assertThatThrownBy(() -> load(store, note(id)))
                    .isInstanceOf(DamagedDocumentException.class)
                    .hasMessageContaining("note '" + id + "'")
                    .hasMessageNotContaining("between")
                    .hasMessageNotContaining("text");
            assertThatThrownBy(() -> read(store, transaction -> transaction.load("note", List.of(id))))
                    .isInstanceOf(DamagedDocumentException.class);
            assertThatThrownBy(() -> read(store, transaction -> transaction.page("note", "", 10)))
                    .isInstanceOf(DamagedDocumentException.class);
            assertThat(read(store, transaction -> transaction.ids("note")).size())
                    .isEqualTo(1);
        }
    }

    /** Changes the row as a disk fault would, bypassing the trigger. */
    private void damage(String change) throws SQLException {
        String trigger = sql(file(), "SELECT sql FROM sqlite_schema WHERE name = 'objects_edited'")
                .get(0);
        sql(file(), "DROP TRIGGER objects_edited", "UPDATE objects SET " + change, trigger);
    }

    @Test
    void view_showsReadableTimes() throws SQLException {
        makeStore();
        sql(file(), "UPDATE objects SET created_at = 1767323045000123");
        assertThat(sql(file(), "SELECT created_at FROM objects_readable"))
                .containsExactly("2026-01-02T03:04:05.000123Z");
    }

    @Test
    void open_manyProcessesAtOnce_allCreateAndUseTheFile() throws Exception {
        List<Process> processes = new ArrayList<>();
        long start = System.currentTimeMillis() + 3_000;
        for (int i = 0; i < 3; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            Opener.class.getName(),
                            directory.toString(),
                            Long.toString(start),
                            "p" + i)
                    .redirectErrorStream(true)
                    .redirectOutput(new File(directory.toFile(), "log" + i))
                    .start());
        }
        for (int i = 0; i < 3; i++) {
            assertThat(processes.get(i).waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(processes.get(i).exitValue())
                    .as(java.nio.file.Files.readString(directory.resolve("log" + i)))
                    .isZero();
        }
        for (int i = 0; i < Opener.FILES; i++) {
            try (SqliteStorage store = open(directory.resolve(i + ".db"))) {
                List<String> ids = read(store, transaction -> transaction.ids("note"));
                assertThat(ids).containsExactly("p0", "p1", "p2");
            }
        }
    }

    /** A process that opens the same new files at the same moments as other processes. */
    static final class Opener {
        static final int FILES = 6;

        private Opener() {}

        public static void main(String[] args) {
            // The first file only warms the process up.
            try (SqliteStorage store = open(Path.of(args[0], args[2]))) {
                store.name();
            }
            for (int i = 0; i < FILES; i++) {
                while (System.currentTimeMillis() < Long.parseLong(args[1]) + i * 200L) {
                    Thread.onSpinWait();
                }
                try (SqliteStorage store = SqliteStorage.open(
                        Map.of("database_path", Path.of(args[0], i + ".db"), "busy_timeout", 20_000))) {
                    save(store, write(note(args[2]), "{}"));
                }
            }
        }
    }
}

package io.sepia.internal.backend.sqlite.connection;

import static io.sepia.internal.backend.jpa.Fixtures.load;
import static io.sepia.internal.backend.jpa.Fixtures.note;
import static io.sepia.internal.backend.jpa.Fixtures.open;
import static io.sepia.internal.backend.jpa.Fixtures.save;
import static io.sepia.internal.backend.jpa.Fixtures.sql;
import static io.sepia.internal.backend.jpa.Fixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.error.ConfigurationException;
import io.sepia.error.IncompatibleStoreException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.jpa.SqliteStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteFileTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("store.db");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":memory:",
                ":resource:http://localhost/x.db",
                "file:x",
                "FILE:x.db",
                "file::memory:?cache=shared",
                "x.db?enable_load_extension=true",
                "a\0b"
            })
    void open_pathWithAMeaningOfItsOwn_isRefusedAndNothingIsMade(String path) throws IOException {
        Path here = Path.of("").toAbsolutePath();
        var before = names(here);
        assertThatThrownBy(() -> SqliteStorage.open(Map.of("database_path", path)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("database_path");
        assertThat(names(here)).isEqualTo(before);
    }

    @Test
    void open_questionMarkInADirectory_isRefused() throws IOException {
        Path odd = Files.createDirectory(directory.resolve("a?b"));
        assertThatThrownBy(() -> open(odd.resolve("x.db"))).isInstanceOf(ConfigurationException.class);
        assertThat(names(odd)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b.db", "50%.db", "x%3Fy.db", "a#b.db", "é😀.db", "-x.db", "a&b=c;d.db", "a'b\"c.db"})
    void open_unusualNames_makeExactlyThatFile(String name) throws Exception {
        Path file = directory.resolve(name);
        try (SqliteStorage store = open(file)) {
            save(store, write(note("n1"), "{}"));
        }
        assertThat(names(directory)).containsOnlyKeys(name);
        try (SqliteStorage store = open(file)) {
            assertThat(load(store, note("n1"))).isPresent();
        }
    }

    @Test
    void open_directory_isRefused() {
        assertThatThrownBy(() -> open(directory))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is a directory");
    }

    @Test
    void open_missingParents_namesTheFirstMissingAndCreatesNothing() throws IOException {
        assertThatThrownBy(() -> open(directory.resolve("a/b/c.db")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(directory.resolve("a") + ",");
        assertThat(names(directory)).isEmpty();
    }

    @Test
    void open_parentIsAFile_isRefused() throws IOException {
        Path parent = Files.writeString(directory.resolve("a"), "text");
        assertThatThrownBy(() -> open(parent.resolve("c.db"))).isInstanceOf(ConfigurationException.class);
        assertThat(parent).hasContent("text");
    }

    @Test
    void open_pipe_isRefusedWithoutWaiting() throws Exception {
        Path pipe = directory.resolve("pipe");
        Process process = new ProcessBuilder("mkfifo", pipe.toString()).start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> open(pipe)).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void open_device_isRefused() {
        assertThatThrownBy(() -> open(Path.of("/dev/null"))).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void open_danglingLink_isRefused() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.db"), directory.resolve("gone.db"));
        assertThatThrownBy(() -> open(link))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("symbolic link");
        assertThat(directory.resolve("gone.db")).doesNotExist();
    }

    @Test
    void open_linkToAStore_isThatStore() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.db"), file());
        try (SqliteStorage store = open(file());
                SqliteStorage linked = open(link)) {
            save(linked, write(note("n1"), "{}"));
            assertThat(load(store, note("n1"))).isPresent();
            try (var transaction = store.begin(Access.READ_WRITE)) {
                assertThatThrownBy(() -> linked.begin(Access.READ_WRITE)).isInstanceOf(IllegalStateException.class);
                assertThat(transaction.count("note")).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "This is a text file, longer than the header of a database would be, of 100 bytes, or so it seems.\n"
            })
    void open_textFile_isRefusedAndUntouched(String text) throws IOException {
        Files.writeString(file(), text.repeat(50));
        assertRefusedAndUntouched(IncompatibleStoreException.class, "not a SQLite database");
    }

    @Test
    void open_foreignDatabase_isRefusedAndUntouched() throws Exception {
        sql(file(), "CREATE TABLE t (a)", "INSERT INTO t VALUES (1)");
        assertRefusedAndUntouched(IncompatibleStoreException.class, "another application");
    }

    @Test
    void open_foreignWalDatabase_isRefusedAndUntouched() throws Exception {
        sql(file(), "PRAGMA journal_mode = WAL", "CREATE TABLE t (a)", "INSERT INTO t VALUES (1)");
        assertRefusedAndUntouched(IncompatibleStoreException.class, "another application");
    }

    @Test
    void open_foreignWalDatabaseLeftUnfinished_isRefusedAndUntouched() throws Exception {
        Path origin = directory.resolve("origin.db");
        sql(origin, "PRAGMA journal_mode = WAL", "CREATE TABLE t (a)");
        try (var foreign = java.sql.DriverManager.getConnection("jdbc:sqlite:" + origin);
                var statement = foreign.createStatement()) {
            statement.execute("INSERT INTO t VALUES (1)");
            Files.copy(origin, file());
            Files.copy(directory.resolve("origin.db-wal"), directory.resolve("store.db-wal"));
        }
        byte[] before = Files.readAllBytes(file());
        byte[] log = Files.readAllBytes(directory.resolve("store.db-wal"));
        assertThatThrownBy(() -> open(file())).isInstanceOf(IncompatibleStoreException.class);
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
        assertThat(Files.readAllBytes(directory.resolve("store.db-wal"))).isEqualTo(log);
    }

    @Test
    void open_foreignApplicationIdWithoutTables_isRefusedAndUntouched() throws Exception {
        sql(file(), "PRAGMA application_id = 77");
        assertRefusedAndUntouched(IncompatibleStoreException.class, "application_id 77");
    }

    @Test
    void open_newerMigration_isRefusedAndUntouched() throws Exception {
        makeStore();
        sql(file(), "PRAGMA user_version = 999");
        assertRefusedAndUntouched(IncompatibleStoreException.class, "migration 999");
    }

    @Test
    void open_foreignTriggerOnObjects_isRefusedAndUntouched() throws Exception {
        makeStore();
        sql(file(), "CREATE TRIGGER spy AFTER INSERT ON objects BEGIN DELETE FROM objects; END");
        assertRefusedAndUntouched(IncompatibleStoreException.class, "spy");
    }

    @Test
    void open_objectsIsAView_isRefusedAndUntouched() throws Exception {
        makeStore();
        sql(
                file(),
                "DROP VIEW objects_readable",
                "DROP TRIGGER objects_edited",
                "ALTER TABLE objects RENAME TO other",
                "CREATE VIEW objects AS SELECT * FROM other");
        assertRefusedAndUntouched(IncompatibleStoreException.class, "table objects");
    }

    @Test
    void open_triggerRedefined_isRefusedAndUntouched() throws Exception {
        makeStore();
        sql(
                file(),
                "DROP TRIGGER objects_edited",
                "CREATE TRIGGER objects_edited AFTER UPDATE ON objects BEGIN DELETE FROM objects; END");
        assertRefusedAndUntouched(IncompatibleStoreException.class, "trigger objects_edited");
    }

    @Test
    void open_tablesOfTheApplication_areLeftAlone() throws Exception {
        makeStore();
        sql(
                file(),
                "CREATE TABLE orders (a)",
                "CREATE TRIGGER own AFTER INSERT ON orders BEGIN DELETE FROM orders; END",
                "CREATE INDEX by_title ON objects (json_extract(content, '$.title'))");
        try (SqliteStorage store = open(file())) {
            save(store, write(note("n1"), "{}"));
        }
        assertThat(sql(file(), "SELECT count(*) FROM orders")).containsExactly("0");
    }

    @Test
    void open_emptyFile_becomesAStore() throws IOException {
        Files.createFile(file());
        try (SqliteStorage store = open(file())) {
            save(store, write(note("n1"), "{}"));
        }
    }

    @Test
    void open_readOnlyMissingFile_isRefusedAndNothingIsCreated() throws IOException {
        assertThatThrownBy(() -> SqliteStorage.open(Map.of("database_path", file(), "read_only", true)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("read_only");
        assertThat(names(directory)).isEmpty();
    }

    @Test
    void open_readOnlyEmptyFile_isRefused() throws IOException {
        Files.createFile(file());
        assertThatThrownBy(() -> SqliteStorage.open(Map.of("database_path", file(), "read_only", true)))
                .isInstanceOf(IncompatibleStoreException.class);
        assertThat(file()).isEmptyFile();
    }

    @Test
    void open_readOnly_readsAndRefusesToWrite() throws IOException {
        makeStore();
        byte[] before = Files.readAllBytes(file());
        try (SqliteStorage store = SqliteStorage.open(Map.of("database_path", file(), "read_only", "true"))) {
            assertThat(load(store, note("n1"))).isPresent();
            assertThatThrownBy(() -> store.begin(Access.READ_WRITE))
                    .isInstanceOf(StorageFailureException.class)
                    .hasMessageContaining("read_only");
        }
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void open_readOnlyNextToAWriter_seesCommits() {
        makeStore();
        try (SqliteStorage store = open(file());
                SqliteStorage reader = SqliteStorage.open(Map.of("database_path", file(), "read_only", true))) {
            save(store, write(note("n2"), "{}"));
            assertThat(load(reader, note("n2"))).isPresent();
        }
    }

    @Test
    void open_directoryWithoutWriteAccess_isRefused() {
        // Not even the superuser can create files in /proc.
        assertThatThrownBy(() -> open(Path.of("/proc/store.db"))).isInstanceOf(StorageException.class);
    }

    private void makeStore() {
        try (SqliteStorage store = open(file())) {
            save(store, write(note("n1"), "{}"));
        }
    }

    private void assertRefusedAndUntouched(Class<? extends StorageException> type, String message) throws IOException {
        byte[] before = Files.readAllBytes(file());
        assertThatThrownBy(() -> open(file()))
                .isInstanceOf(type)
                .hasMessageContaining(file().toString())
                .hasMessageContaining(message);
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
        assertThat(names(directory)).containsOnlyKeys("store.db");
    }

    private static SortedMap<String, Boolean> names(Path directory) throws IOException {
        SortedMap<String, Boolean> names = new TreeMap<>();
        try (var files = Files.list(directory)) {
            files.forEach(file -> names.put(file.getFileName().toString(), Files.isDirectory(file)));
        }
        return names;
    }

    @Test
    void isUnchangeable_onlyWhatNoUserMayWrite() {
        Set<PosixFilePermission> ofTheOwner = PosixFilePermissions.fromString("rw-r--r--");
        Set<PosixFilePermission> ofNobody = PosixFilePermissions.fromString("r-xr-xr-x");
        assertThat(SqliteFile.isUnchangeable(false, false, ofTheOwner)).isFalse();
        assertThat(SqliteFile.isUnchangeable(false, false, PosixFilePermissions.fromString("r--rw-r--")))
                .isFalse();
        assertThat(SqliteFile.isUnchangeable(false, true, ofNobody)).isFalse();
        assertThat(SqliteFile.isUnchangeable(false, false, ofNobody)).isTrue();
        assertThat(SqliteFile.isUnchangeable(true, true, ofTheOwner)).isTrue();
    }
}

package io.sepia.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.sepia.Storage;
import io.sepia.error.ConfigurationException;
import io.sepia.error.IncompatibleStoreException;
import io.sepia.error.NotUniqueException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.sql.SchemaStep;
import io.sepia.internal.backend.sqlite.SqliteDatabase;
import io.sepia.query.IndexDefinition;
import io.sepia.query.QueryPlan;
import io.sepia.report.VerifyReport.Finding;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store examines when it is opened, and what it says if it cannot be opened. */
class OpeningTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("store.db");
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void open_fileOfAnOlderSchemaReadOnly_saysToOpenItForWritingFirst(int last) throws Exception {
        for (SchemaStep step : SqliteDatabase.INSTANCE.schema().subList(0, last)) {
            sql(step.statements().toArray(String[]::new));
        }
        byte[] before = Files.readAllBytes(file());
        assertThatThrownBy(() -> readOnly(file()))
                .isInstanceOf(IncompatibleStoreException.class)
                .hasMessageContaining(file().toString())
                .hasMessageContaining("migration " + last)
                .hasMessageContaining("Open it once for writing");
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
        Storage.open(file()).close();
        readOnly(file()).close();
    }

    @Test
    void open_fileOfAnOlderSchema_keepsACopyOfTheLastMigration() throws Exception {
        Path kept = directory.resolve("store.db.before-migration");
        List<SchemaStep> steps = SqliteDatabase.INSTANCE.schema();
        for (int last : new int[] {2, steps.size() - 1}) {
            Files.deleteIfExists(file());
            for (SchemaStep step : steps.subList(0, last)) {
                sql(step.statements().toArray(String[]::new));
            }
            sql("INSERT INTO objects (class_name, object_id, content) VALUES ('Note', 'of step " + last + "', '{}')");
            try (Storage storage = Storage.open(file())) {
                storage.documents("Note").save("later", "{}");
            }
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + kept);
                    Statement statement = connection.createStatement();
                    var rows = statement.executeQuery(
                            "SELECT user_version, object_id FROM pragma_user_version, objects")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(last);
                assertThat(rows.getString(2)).isEqualTo("of step " + last);
                assertThat(rows.next()).isFalse();
            }
        }
        Storage.open(file()).close();
        Storage.open(directory.resolve("new.db")).close();
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(file(), kept, directory.resolve("new.db"));
        }
    }

    @Test
    void open_copyBeforeTheMigrationCannotBeMade_changesNothing() throws Exception {
        sql(SqliteDatabase.INSTANCE.schema().get(0).statements().toArray(String[]::new));
        Files.createDirectories(directory.resolve("store.db.before-migration/in the way"));
        assertThatThrownBy(() -> Storage.open(file()))
                .isInstanceOf(StorageFailureException.class)
                .hasMessageContaining("were not migrated")
                .hasMessageContaining("store.db.before-migration");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA user_version")) {
            assertThat(rows.getInt(1)).isEqualTo(1);
        }
    }

    private static Storage readOnly(Path file) {
        return Storage.open("sqlite", Map.of("database_path", file, "read_only", true));
    }

    /** Returns the statement that created the index. */
    private String storeWithUniqueIndexDropped() throws SQLException {
        try (Storage storage = Storage.open(file())) {
            storage.indexes().add(new IndexDefinition("User", List.of("mail"), true));
            storage.documents("User").save("a", "{\"mail\":\"x\"}");
        }
        String[] drop = new String[1];
        String index;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND name LIKE 'objects_index_%'")) {
            drop[0] = "DROP INDEX " + rows.getString(1);
            index = rows.getString(2);
        }
        sql(drop);
        return index;
    }

    @Test
    void open_recordedIndexDroppedBySql_buildsItAgain() throws Exception {
        storeWithUniqueIndexDropped();
        try (Storage storage = Storage.open(file())) {
            assertThatThrownBy(() -> storage.documents("User").save("b", "{\"mail\":\"x\"}"))
                    .isInstanceOf(NotUniqueException.class);
            assertThat(storage.documents("User")
                            .query()
                            .where("mail = 'x'")
                            .explain()
                            .way())
                    .isEqualTo(QueryPlan.Way.INDEX);
        }
    }

    @Test
    void open_readOnlyByAUserWhoMayNotWriteThere_saysHowToRead() throws IOException {
        Storage.open(file()).close();
        Set<PosixFilePermission> before = Files.getPosixFilePermissions(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeFalse(Files.isWritable(directory), "needs a user who is not the superuser");
            assertThatThrownBy(() -> readOnly(file()))
                    .isInstanceOf(StorageFailureException.class)
                    .hasMessageContaining("cannot be read by this user")
                    .hasMessageContaining("journal_mode=DELETE");
        } finally {
            Files.setPosixFilePermissions(directory, before);
        }
        try (Storage owner = Storage.open(file())) {
            owner.documents("Note").save("a", "{}");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
            try (Storage reader = readOnly(file())) {
                owner.documents("Note").save("b", "{}");
                assertThat(reader.documents("Note").count()).isEqualTo(2);
            }
        } finally {
            Files.setPosixFilePermissions(directory, before);
        }
    }

    @ParameterizedTest
    @CsvSource({"UNIQUE INDEX, INDEX", "mail, male", "User, Users"})
    void open_uniqueIndexReplacedBySql_buildsItAgain(String recorded, String replaced) throws Exception {
        String index = storeWithUniqueIndexDropped();
        sql(index.replace(recorded, replaced));
        try (Storage storage = Storage.open(file())) {
            assertThatThrownBy(() -> storage.documents("User").save("b", "{\"mail\":\"x\"}"))
                    .isInstanceOf(NotUniqueException.class);
            assertThat(storage.contents().verify().findings()).isEmpty();
        }
    }

    @Test
    void verify_uniqueIndexReplacedBySql_findsIt() throws Exception {
        String index = storeWithUniqueIndexDropped();
        try (Storage storage = Storage.open(file())) {
            sql(index.replaceFirst("CREATE UNIQUE INDEX (\\w+).*", "DROP INDEX $1"), index.replace("UNIQUE ", ""));
            assertThat(storage.contents().verify().findings())
                    .extracting(Finding::problem)
                    .anyMatch(each -> each.contains("does not exist as recorded"));
        }
    }

    @Test
    void open_uniqueIndexDroppedAndValueDuplicatedBySql_isRefused() throws Exception {
        storeWithUniqueIndexDropped();
        sql("INSERT INTO objects (class_name, object_id, content, created_at, updated_at)"
                + " SELECT class_name, 'b', content, created_at, updated_at FROM objects");
        assertThatThrownBy(() -> Storage.open(file()))
                .isInstanceOf(NotUniqueException.class)
                .hasMessageContaining("mail");
    }

    @Test
    void of_databaseInMemoryBehindAPool_isRefused() {
        for (String url : List.of("jdbc:sqlite::memory:", "jdbc:sqlite:")) {
            try (EntityManagerFactory factory = unit(url)) {
                assertThatThrownBy(() -> Storage.of(factory))
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("in memory")
                        .hasMessageContaining("Use a file");
            }
        }
        try (EntityManagerFactory factory = unit("jdbc:sqlite:file:opening?mode=memory&cache=shared");
                Storage storage = Storage.of(factory)) {
            storage.documents("Note").save("a", "{}");
        }
    }

    private static EntityManagerFactory unit(String url) {
        return new HibernatePersistenceConfiguration("memory")
                .jdbcUrl(url)
                .property("hibernate.dialect", "org.hibernate.community.dialect.SQLiteDialect")
                .createEntityManagerFactory();
    }

    @ParameterizedTest
    @ValueSource(ints = {248, 250, 255, 300})
    void open_nameTooLongForTheJournal_isRefused(int length) {
        Path file = directory.resolve("x".repeat(length));
        assertThatThrownBy(() -> Storage.open(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(length + " bytes in its name")
                .hasMessageContaining("at most 247");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void open_longestName_works() {
        Path file = directory.resolve("é" + "x".repeat(245));
        try (Storage storage = Storage.open("sqlite", Map.of("database_path", file, "journal_mode", "delete"))) {
            storage.documents("Note").save("a", "{}");
        }
        assertThat(file).exists();
    }

    @Test
    void open_temporaryDirectoryMissing_namesCauseAndRemedy() throws Exception {
        assertThat(open("-Djava.io.tmpdir=" + directory.resolve("missing")))
                .contains("StorageFailureException")
                .contains(file().toString())
                .contains(directory.resolve("missing").toString())
                .contains("org.sqlite.tmpdir")
                .contains("noexec");
        assertThat(open("-Djava.io.tmpdir=" + directory.resolve("missing"), "-Dorg.sqlite.tmpdir=" + directory))
                .contains("opened");
    }

    /** Opens a store in a process of its own, and prints the error. */
    private String open(String... properties) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of(properties));
        command.addAll(List.of(Opening.class.getName(), file().toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    /** The program of the process. */
    static final class Opening {
        private Opening() {}

        public static void main(String[] arguments) {
            try (Storage storage = Storage.open(Path.of(arguments[0]))) {
                System.out.println("opened " + storage.documents("Note").count());
            } catch (RuntimeException e) {
                System.out.println(e);
            }
        }
    }
}

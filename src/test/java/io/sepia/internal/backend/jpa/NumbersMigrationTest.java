package io.sepia.internal.backend.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.document.GenerationInfo;
import io.sepia.document.HistoryRule;
import io.sepia.error.StaleVersionException;
import io.sepia.internal.backend.h2.H2Database;
import io.sepia.internal.backend.sql.SchemaStep;
import io.sepia.model.Stored;
import io.sepia.model.Version;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores of versions that gave numbers twice do so no more. See decisions 0059 and 0063. */
class NumbersMigrationTest {
    @TempDir
    Path directory;

    @Stored("memo")
    record Memo(String id, String text, @Version long version) {}

    private static List<Long> numbers(Storage storage) {
        return storage.history(Memo.class, "m").list().stream()
                .map(GenerationInfo::number)
                .toList();
    }

    /** Keeps one generation, and leaves the object at version 3. */
    private static void fill(Storage storage) {
        storage.documents("memo").keepHistory(new HistoryRule(true, 1, 0));
        Memo memo = new Memo("m", "", 0);
        for (int i = 0; i < 3; i++) {
            memo = storage.save(memo);
        }
    }

    private static void assertGivenOnce(Storage storage) {
        Memo held = storage.load(Memo.class, "m");
        long before = numbers(storage).get(0);
        Memo saved = storage.save(held);
        assertThat(numbers(storage)).containsExactly(before + 1);
        storage.delete(Memo.class, "m");
        Memo again = storage.save(new Memo("m", "again", 0));

        assertThat(again.version()).isEqualTo(saved.version() + 1);
        assertThat(numbers(storage)).endsWith(before + 2);
        assertThatExceptionOfType(StaleVersionException.class).isThrownBy(() -> storage.save(saved));
    }

    @Test
    void sqlite_fileOfTheStepBefore_isMigrated() throws SQLException {
        Path file = directory.resolve("store.db");
        try (Storage storage = StorageBuilder.of(file).option("changes", "on").open()) {
            fill(storage);
        }
        Fixtures.forgetChecksums(file);
        Fixtures.sql(
                file,
                "DROP TRIGGER objects_floor_delete",
                "DROP TRIGGER objects_floor_rename",
                "DROP TABLE object_floors",
                "DROP TRIGGER object_generations_number",
                "DELETE FROM object_generations WHERE version = 0",
                "PRAGMA user_version = 7");
        try (Storage storage = StorageBuilder.of(file).option("changes", "on").open()) {
            assertGivenOnce(storage);
        }
    }

    @Test
    void sqlite_deletionByHand_countsForVersions() throws SQLException {
        Path file = directory.resolve("store.db");
        try (Storage storage = Storage.open(file)) {
            Memo held = storage.save(new Memo("a", "", 0));
            Memo renamed = storage.save(storage.save(new Memo("b", "", 0)));
            Fixtures.sql(file, "DELETE FROM objects WHERE object_id = 'a'");
            assertThat(storage.save(new Memo("a", "", 0)).version()).isEqualTo(2);
            assertThatExceptionOfType(StaleVersionException.class).isThrownBy(() -> storage.save(held));
            Fixtures.sql(file, "UPDATE objects SET object_id = 'c' WHERE object_id = 'b'");

            assertThat(storage.save(new Memo("b", "", 0)).version()).isGreaterThan(renamed.version());
        }
    }

    @Test
    void h2_databaseOfTheStepBefore_isMigrated() throws SQLException {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (SchemaStep step : H2Database.INSTANCE.schema().subList(0, 8)) {
                for (String sql : step.statements()) {
                    statement.execute(sql);
                }
            }
            statement.execute("INSERT INTO objects (class_name, object_id, content, version) VALUES"
                    + " ('memo', 'm', '{\"id\":\"m\"}', 3)");
        }
        HibernatePersistenceConfiguration unit = new HibernatePersistenceConfiguration("numbers").jdbcUrl(url);
        try (EntityManagerFactory factory = unit.createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            storage.documents("memo").keepHistory(new HistoryRule(true, 1, 0));
            assertGivenOnce(storage);
        }
    }

    @Test
    void files_journalOfTheVersionBefore_isReadAndContinued() throws Exception {
        Path root = directory.resolve("files");
        Map<String, Object> options = Map.of("path", root);
        try (Storage storage = Storage.open("filesystem", options)) {
            fill(storage);
        }
        Path journal = root.resolve(".sepia-journal");
        String text = Files.readString(journal);
        Files.writeString(journal, text.replaceFirst("\\A\\[\"sepia\",\"2\",\"[0-9a-f]{32}\"]", "[\"sepia\",\"1\"]"));
        try (Storage storage = Storage.open("filesystem", options)) {
            assertThat(storage.load(Memo.class, "m").version()).isEqualTo(3);
            assertGivenOnce(storage);
            storage.delete(Memo.class, "m");
        }
        assertThat(Files.readString(journal)).startsWith("[\"sepia\",\"2\",");
        try (Storage storage = Storage.open("filesystem", options)) {
            assertThat(storage.save(new Memo("m", "", 0)).version()).isEqualTo(6);
            assertThat(numbers(storage)).endsWith(6L);
            storage.history(Memo.class).forget("m"); // rewrites the journal
        }
        try (Storage storage = Storage.open("filesystem", options)) {
            assertThat(storage.save(new Memo("m", "", 0)).version()).isEqualTo(7);
        }
    }
}

package io.sepia.internal.backend.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sepia.Storage;
import io.sepia.change.Change;
import io.sepia.change.ChangeCursor;
import io.sepia.change.Event;
import io.sepia.change.EventFilter;
import io.sepia.document.ObjectKey;
import io.sepia.error.IncompatibleStoreException;
import io.sepia.error.ReferencedException;
import io.sepia.internal.backend.h2.H2Database;
import io.sepia.internal.backend.sqlite.SqliteDatabase;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores of every past migration are opened and migrated by the present version. See {@link PastFiles}. */
class PastSchemasTest {
    private static final int LATEST = SqliteDatabase.INSTANCE.schema().size();

    @TempDir
    private Path directory;

    private Path file(int step) throws IOException {
        Path file = directory.resolve("store.db");
        try (InputStream in =
                new GZIPInputStream(PastSchemasTest.class.getResourceAsStream("/stores/step-" + step + ".db.gz"))) {
            Files.copy(in, file);
        }
        return file;
    }

    private static void check(Storage storage, int step) {
        assertThat(storage.contents().verify().findings()).isEmpty();
        assertThat(storage.documents("memo").ids()).containsExactly("a", "b");
        assertThat(storage.documents("memo").load("b").content()).isEqualTo("{\"text\":\"new\"}");
        assertThat(storage.documents("memo").whoReferences("b")).containsExactly(new ObjectKey("memo", "a"));
        if (step >= 2) {
            assertThat(storage.changes().since(ChangeCursor.BEGINNING, 10).changes())
                    .extracting(Change::key)
                    .contains(new ObjectKey("memo", "a"), new ObjectKey("memo", "b"));
        }
        if (step >= 5) {
            try (Stream<Event> events = storage.changes().events(EventFilter.ALL)) {
                assertThat(events.map(Event::metadata))
                        .singleElement()
                        .asString()
                        .contains("by");
            }
        }
        if (step >= 6) {
            assertThatExceptionOfType(ReferencedException.class)
                    .isThrownBy(() -> storage.documents("memo").delete("b"));
        }
        assertThat(storage.contents().adoptEdits()).isZero();
        assertThat(storage.contents().verify().findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void sqlite_fileOfEachMigration_isMigrated(int step) throws IOException, SQLException {
        Path file = file(step);
        try (Storage storage = Storage.open(file)) {
            check(storage, step);
            if (step >= 7) {
                assertThat(storage.documents("memo").history("b").count()).isEqualTo(2);
            }
        }

        assertThat(Fixtures.sql(file, "PRAGMA user_version")).containsExactly(String.valueOf(LATEST));
        assertThat(Fixtures.sql(
                        file,
                        "SELECT checksum FROM object_events UNION ALL SELECT checksum FROM object_rules"
                                + " UNION ALL SELECT checksum FROM object_changes"))
                .doesNotContainNull();
        assertThat(Files.exists(directory.resolve("store.db.before-migration"))).isEqualTo(step < LATEST);
    }

    @Test
    void sqlite_fileOfAPastMigration_isNotReadWithoutMigration() throws IOException {
        Path file = file(8);
        byte[] before = Files.readAllBytes(file);

        assertThatExceptionOfType(IncompatibleStoreException.class)
                .isThrownBy(() -> Storage.open("sqlite", Map.of("database_path", file, "read_only", "true")))
                .withMessageContaining("migration 8");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
    void h2_databaseOfEachMigration_isMigrated(int step) throws SQLException {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        try (Connection connection = DriverManager.getConnection(url)) {
            PastFiles.fill(connection, H2Database.INSTANCE.schema().subList(0, step), false);
        }
        HibernatePersistenceConfiguration unit = new HibernatePersistenceConfiguration("past").jdbcUrl(url);
        try (EntityManagerFactory factory = unit.createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            check(storage, step);
            assertThat(storage.documents("memo").history("b").list()).hasSizeLessThan(3);
        }
    }
}

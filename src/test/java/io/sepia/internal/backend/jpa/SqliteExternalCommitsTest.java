package io.sepia.internal.backend.jpa;

import static io.sepia.internal.backend.jpa.Fixtures.note;
import static io.sepia.internal.backend.jpa.Fixtures.save;
import static io.sepia.internal.backend.jpa.Fixtures.sql;
import static io.sepia.internal.backend.jpa.Fixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.ExternalCommits;
import io.sepia.internal.backend.ExternalCommits.Sighting;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.sqlite.connection.SqliteConnection;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a store sees that others have written to its file, and takes no commit of its own for one of theirs. */
@Tag("alone")
class SqliteExternalCommitsTest {
    @TempDir
    private Path directory;

    private Path file;
    private SqliteStorage store;

    @BeforeEach
    void open() {
        file = directory.resolve("store.db");
        store = Fixtures.open(file);
        save(store, write(note("a"), "0"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Sighting look(StorageBackend backend) {
        return backend.capability(ExternalCommits.class).orElseThrow().poll();
    }

    private static void pass(long millis) throws InterruptedException {
        Thread.sleep(millis);
    }

    @Test
    void ownCommits_doNotCount() throws Exception {
        long before = look(store).count();
        for (int i = 0; i < 20; i++) {
            save(store, write(note("a"), "" + i));
            assertThat(look(store).count()).isEqualTo(before);
            pass(2);
        }
        try (BackendTransaction rolledBack = store.begin(Access.READ_WRITE)) {
            rolledBack.save(List.of(write(note("b"), "1")));
        }
        assertThat(look(store).count()).isEqualTo(before);
    }

    @Test
    void ownCheckpoint_doesNotCount() {
        long before = look(store).count();
        for (int i = 0; i < 300; i++) {
            save(store, write(note("big"), "\"" + "x".repeat(40_000) + i + "\""));
        }
        assertThat(look(store).count()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"WAL", "DELETE"})
    void commitsOfAnotherProgram_count(String journalMode) throws Exception {
        store.close();
        store = SqliteStorage.open(Map.of("database_path", file, "journal_mode", journalMode));
        long count = look(store).count();
        for (int i = 1; i <= 20; i++) {
            sql(file, "UPDATE objects SET content = '" + i + "'");
            long start = System.nanoTime();
            Sighting seen = look(store);
            assertThat(seen.count()).isGreaterThan(count);
            assertThat(seen.asOf() - start).isNotNegative();
            assertThat(look(store).count()).isEqualTo(seen.count());
            count = seen.count();
        }
    }

    @Test
    void commitsOfAnotherStoreOnTheFile_count() {
        try (SqliteStorage other = Fixtures.open(file)) {
            long before = look(store).count();
            long othersBefore = look(other).count();
            save(other, write(note("a"), "1"));
            assertThat(look(store).count()).isGreaterThan(before);
            assertThat(look(other).count()).isEqualTo(othersBefore);
        }
    }

    @Test
    void commitBetweenOwnCommits_counts() throws Exception {
        long before = look(store).count();
        save(store, write(note("a"), "1"));
        sql(file, "UPDATE objects SET content = '2'");
        pass(2);
        save(store, write(note("a"), "3"));
        assertThat(look(store).count()).isGreaterThan(before);
    }

    @Test
    void readOnlyStore_seesCommits() {
        try (SqliteStorage reader = SqliteStorage.open(Map.of("database_path", file, "read_only", true))) {
            long before = look(reader).count();
            assertThat(look(reader).count()).isEqualTo(before);
            save(store, write(note("a"), "1"));
            assertThat(look(reader).count()).isGreaterThan(before);
        }
    }

    @Test
    void look_whileAnOwnTransactionWrites_isAsOfNow() throws Exception {
        pass(5);
        try (BackendTransaction writing = store.begin(Access.READ_WRITE)) {
            writing.save(List.of(write(note("a"), "1")));
            long start = System.nanoTime();
            assertThat(look(store).asOf() - start).isNotNegative();
            writing.commit();
        }
    }

    @Test
    void look_whileAnotherStoreOfThisProcessWrites_saysWhatIsKnown() throws Exception {
        try (SqliteStorage other = Fixtures.open(file)) {
            Sighting before = look(store);
            try (BackendTransaction writing = other.begin(Access.READ_WRITE)) {
                writing.save(List.of(write(note("a"), "1")));
                pass(5);
                assertThat(look(store)).isEqualTo(before);
                writing.commit();
            }
            assertThat(look(store).count()).isGreaterThan(before.count());
        }
    }

    @Test
    void look_whileAnotherProgramHoldsTheFile_doesNotWait() throws Exception {
        store.close();
        store = SqliteStorage.open(Map.of("database_path", file, "journal_mode", "DELETE"));
        Sighting before = look(store);
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            statement.execute("UPDATE objects SET content = '5'");
            long start = System.nanoTime();
            assertThat(look(store)).isEqualTo(before);
            assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
            statement.execute("COMMIT");
        }
        assertThat(look(store).count()).isGreaterThan(before.count());
    }

    @Test
    void look_afterTheWritingConnectionWasThrownAway_countsWhatItMayHaveMissed() throws Exception {
        long before = look(store).count();
        assertThatThrownBy(() -> store.sessions()
                        .inTransaction(session -> session.doWork(connection -> {
                            ((SqliteConnection) connection).poison();
                        })))
                .hasStackTraceContaining("failed before the commit");
        assertThat(look(store).count()).isGreaterThan(before);
    }
}

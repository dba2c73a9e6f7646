package io.sepia.internal.backend.jpa;

import static io.sepia.internal.backend.jpa.Fixtures.load;
import static io.sepia.internal.backend.jpa.Fixtures.note;
import static io.sepia.internal.backend.jpa.Fixtures.open;
import static io.sepia.internal.backend.jpa.Fixtures.read;
import static io.sepia.internal.backend.jpa.Fixtures.save;
import static io.sepia.internal.backend.jpa.Fixtures.sql;
import static io.sepia.internal.backend.jpa.Fixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.sqlite.connection.SqliteConnection;
import io.sepia.internal.backend.sqlite.connection.SqliteSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a store and its connections when SQLite fails. */
public class SqliteFailureTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("store.db");
    }

    /** Lets the file of this store grow by a few pages only, until its connection that writes is replaced. */
    public static void limit(SqliteStorage store) {
        try (Session session = store.sessions().openSession()) {
            session.doWork(connection -> {
                int pages = Integer.parseInt(String.valueOf(SqliteSettings.query(connection, "PRAGMA page_count")));
                SqliteSettings.query(connection, "PRAGMA max_page_count = " + (pages + 4));
            });
        }
    }

    private static String large() {
        return "\"" + "x".repeat(10_000) + "\"";
    }

    @Test
    void save_fullDisk_failsAsAWholeAndNothingCommitsItself() throws Exception {
        try (SqliteStorage store = open(file())) {
            save(store, write(note("before"), "{}"));
            limit(store);
            try (BackendTransaction transaction = store.begin(Access.READ_WRITE)) {
                transaction.save(List.of(write(note("first"), "{}")));
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 20; i++) {
                                transaction.save(List.of(write(note("large" + i), large())));
                            }
                        })
                        .isInstanceOf(StorageFailureException.class)
                        .hasMessageContaining("full");
                assertThatThrownBy(() -> transaction.save(List.of(write(note("stray"), "{}"))))
                        .isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(transaction::commit).isInstanceOf(IllegalStateException.class);
            }
            assertThat(sql(file(), "SELECT object_id FROM objects")).containsExactly("before");
            // The next transaction has a new connection, which knows no limit.
            save(store, write(note("after"), large()));
            assertThat(sql(file(), "SELECT object_id FROM objects ORDER BY 1")).containsExactly("after", "before");
        }
    }

    @Test
    void close_afterTheWriterFailed_leavesNothingBesideTheFile() throws Exception {
        try (SqliteStorage store = open(file())) {
            save(store, write(note("before"), "{}"));
            read(store, transaction -> transaction.ids("note"));
            limit(store);
            try (BackendTransaction transaction = store.begin(Access.READ_WRITE)) {
                assertThatThrownBy(() -> transaction.save(List.of(write(note("large"), large().replace("x", "xxxxx")))))
                        .isInstanceOf(StorageFailureException.class);
            }
            assertThat(directory.resolve("store.db-wal")).exists();
        }
        assertThat(directory.resolve("store.db-wal")).doesNotExist();
        assertThat(directory.resolve("store.db-shm")).doesNotExist();
    }

    @Test
    void write_fullDiskAgainAndAgain_readsWorkAndTheNextWriteIsStored() {
        try (SqliteStorage store = open(file())) {
            save(store, write(note("before"), "{}"));
            List<String> expected = new ArrayList<>(List.of("before"));
            for (int round = 10; round < 30; round++) {
                String id = "n" + round;
                limit(store);
                assertThatThrownBy(() -> store.write(transaction -> {
                            transaction.save(List.of(write(note("stray-" + id), "{}")));
                            transaction.save(List.of(write(note("large-" + id), large() + " ".repeat(100_000))));
                            return true;
                        }))
                        .isExactlyInstanceOf(StorageFailureException.class)
                        .hasMessageContaining("full");
                assertThat(load(store, note("before"))).isPresent();
                store.write(transaction -> {
                    transaction.save(List.of(write(note(id), "{}")));
                    return true;
                });
                expected.add(id);
                List<String> ids = read(store, transaction -> transaction.ids("note"));
                assertThat(ids).containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    @Test
    void save_fullDiskWithinABatch_failsAsAWhole() {
        try (SqliteStorage store = open(file())) {
            limit(store);
            List<DocumentWrite> writes = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                writes.add(write(note("n" + i), large()));
            }
            try (BackendTransaction transaction = store.begin(Access.READ_WRITE)) {
                assertThatThrownBy(() -> transaction.save(writes)).isInstanceOf(StorageFailureException.class);
            }
            assertThat(read(store, transaction -> transaction.count("note")).longValue())
                    .isZero();
            save(store, write(note("after"), "{}"));
            assertThat(load(store, note("after"))).isPresent();
        }
    }

    @Test
    void connection_poisonedWhileReading_isNotHandedOutAgain() {
        try (SqliteStorage store = open(file())) {
            save(store, write(note("n1"), "{}"));
            List<SqliteConnection> seen = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                try (Session session = store.sessions().openSession()) {
                    session.beginTransaction();
                    session.doWork(connection -> {
                        seen.add((SqliteConnection) connection);
                        seen.get(seen.size() - 1).poison();
                    });
                    session.getTransaction().rollback();
                }
            }
            assertThat(seen.get(0)).isNotSameAs(seen.get(1));
            assertThat(seen)
                    .allSatisfy(connection -> assertThat(connection.isClosed()).isTrue());
            save(store, write(note("n2"), "{}"));
        }
    }

    @Test
    void commit_connectionFailedBefore_storesNothingAndFreesTheWriter() {
        try (SqliteStorage store = open(file())) {
            List<SqliteConnection> used = new ArrayList<>();
            try (Session session = store.sessions().openSession()) {
                session.doWork(connection -> used.add((SqliteConnection) connection));
            }
            try (BackendTransaction transaction = store.begin(Access.READ_WRITE)) {
                transaction.save(List.of(write(note("n1"), "{}")));
                used.get(0).poison();
                assertThatThrownBy(transaction::commit).isInstanceOf(StorageFailureException.class);
            }
            assertThat(load(store, note("n1"))).isEmpty();
            save(store, write(note("n2"), "{}"));
            assertThat(load(store, note("n2"))).isPresent();
        }
    }

    @Test
    void commit_outcomeUnknown_isSaidAndFreesTheWriter() {
        try (SqliteStorage store = open(file())) {
            List<SqliteConnection> used = new ArrayList<>();
            try (Session session = store.sessions().openSession()) {
                session.doWork(connection -> used.add((SqliteConnection) connection));
            }
            try (BackendTransaction transaction = store.begin(Access.READ_WRITE)) {
                transaction.save(List.of(write(note("n1"), "{}")));
                // Stands for an I/O error: the connection is gone when the commit comes.
                assertThatCode(() -> used.get(0).close()).doesNotThrowAnyException();
                assertThatThrownBy(transaction::commit).isInstanceOf(OutcomeUnknownException.class);
            }
            assertThat(load(store, note("n1"))).isEmpty();
            save(store, write(note("n2"), "{}"));
            assertThat(load(store, note("n2"))).isPresent();
        }
    }

    @Test
    void thread_interruptedWhileItWaits_getsAnErrorAndTheStoreGoesOn() throws Exception {
        try (SqliteStorage store = open(file())) {
            List<BackendTransaction> inTheWay = new ArrayList<>();
            Thread other = new Thread(() -> inTheWay.add(store.begin(Access.READ_WRITE)));
            other.start();
            other.join();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> save(store, write(note("n1"), "{}")))
                    .isInstanceOf(StorageFailureException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            inTheWay.get(0).close();

            // Where there is nothing to wait for, an interrupted thread may write.
            Thread.currentThread().interrupt();
            save(store, write(note("n1"), "{}"));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(load(store, note("n1"))).isPresent();
        }
    }
}

package io.sepia.internal.backend.jpa;

import static io.sepia.internal.backend.jpa.Fixtures.load;
import static io.sepia.internal.backend.jpa.Fixtures.note;
import static io.sepia.internal.backend.jpa.Fixtures.save;
import static io.sepia.internal.backend.jpa.Fixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.error.QueryTimeoutException;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.Joining;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.sql.ReadLimit;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.backend.sqlite.SqliteDatabase;
import io.sepia.internal.backend.sqlite.connection.SqliteConnection;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads that take too long, or whose thread is interrupted, or whose store is closed, come to an end. */
@Tag("alone")
class QueryTimeoutTest {
    /** Takes minutes. */
    private static final String ENDLESS = "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c"
            + " WHERE i < 2000000000) SELECT count(*) FROM c";

    private static final String ENDLESS_NAME = "Counting for ever";

    @TempDir
    private Path directory;

    private SqliteStorage open(Object... options) {
        Map<String, Object> given = new HashMap<>(Map.of("database_path", directory.resolve("store.db")));
        for (int i = 0; i < options.length; i += 2) {
            given.put((String) options[i], options[i + 1]);
        }
        return SqliteStorage.open(given);
    }

    /** Reads as long as it is let, in a transaction that reads. */
    private static void endless(SqliteStorage store, long limitMillis, Runnable begins) {
        store.sessions()
                .inTransaction(session -> session.doWork(connection -> {
                    SqliteConnection sqlite = (SqliteConnection) connection;
                    Deadline deadline = Deadline.after(limitMillis);
                    try {
                        ReadLimit.run(
                                SqliteDatabase.INSTANCE,
                                sqlite.statements(),
                                deadline,
                                () -> ENDLESS_NAME,
                                statements -> {
                                    begins.run();
                                    return read(statements);
                                });
                    } catch (SQLException e) {
                        throw SqliteDatabase.INSTANCE.translate(sqlite, ENDLESS_NAME, e);
                    }
                }));
    }

    private static long read(StatementCache statements) throws SQLException {
        try (PreparedStatement statement = statements.connection().prepareStatement(ENDLESS);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void sqliteRead_overItsLimit_isStoppedInTime_andTheStoreGoesOn() {
        try (SqliteStorage store = open()) {
            save(store, write(note("a"), "1"));
            List<Long> taken = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                assertThatExceptionOfType(QueryTimeoutException.class)
                        .isThrownBy(() -> endless(store, 200, () -> {}))
                        .withMessageContaining("Counting for ever")
                        .withMessageContaining("query_timeout");
                taken.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
                save(store, write(note("a"), "" + i));
                assertThat(load(store, note("a")).orElseThrow().content()).isEqualTo("" + i);
            }
            // A busy machine makes some of them late; a limit that does not hold makes all of them late.
            assertThat(taken).allMatch(millis -> millis >= 200).anyMatch(millis -> millis <= 300);
        }
    }

    private static void fill(StorageBackend store, int number) {
        try (BackendTransaction transaction = store.begin(Access.READ_WRITE)) {
            List<DocumentWrite> writes = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                writes.add(write(note("n" + i), "{\"text\":\"" + "x".repeat(100) + i + "\"}"));
            }
            transaction.save(writes);
            transaction.commit();
        }
    }

    @Test
    void sqliteStore_verbOverQueryTimeout_isStopped_andItsTransactionMayGoOn() {
        try (SqliteStorage store = open()) {
            fill(store, 60_000);
        }
        try (SqliteStorage store = open("query_timeout", 1)) {
            try (BackendTransaction transaction = store.begin(Access.READ_WRITE)) {
                transaction.save(List.of(write(note("before"), "1")));
                assertThatExceptionOfType(QueryTimeoutException.class)
                        .isThrownBy(() -> transaction.page("note", "", 60_000))
                        .withMessageContaining("Reading a page of class note");
                transaction.save(List.of(write(note("after"), "1")));
                transaction.commit();
            }
            assertThat(load(store, note("before"))).isPresent();
            assertThat(load(store, note("after"))).isPresent();
        }
    }

    private static StorageBackend limited(EntityManagerFactory factory) {
        return PersistenceUnit.store(factory, Map.of("query_timeout", 1), false);
    }

    @Test
    void h2Store_verbOverQueryTimeout_isStopped_andTheApplicationsOwnLimitStays() {
        try (EntityManagerFactory factory = H2.factory(H2.url(";QUERY_TIMEOUT=12345"))) {
            try (JpaStorage store = Fixtures.over(factory)) {
                fill(store, 60_000);
            }
            try (StorageBackend store = limited(factory)) {
                try (BackendTransaction transaction = store.begin(Access.READ_WRITE)) {
                    transaction.save(List.of(write(note("before"), "1")));
                    assertThatExceptionOfType(QueryTimeoutException.class)
                            .isThrownBy(() -> transaction.page("note", "", 60_000));
                    transaction.commit();
                }
                assertThat(load(store, note("before"))).isPresent();
            }
            factory.runInTransaction(manager -> assertThat(manager.createNativeQuery(
                                    "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS"
                                            + " WHERE SETTING_NAME = 'QUERY_TIMEOUT'",
                                    String.class)
                            .getSingleResult())
                    .isEqualTo("12345"));
        }
    }

    @Test
    void joinedTransaction_readOverQueryTimeout_isStopped_andTheCallersTransactionMayGoOn() {
        List<EntityManagerFactory> factories = List.of(
                H2.factory(H2.url("")),
                SqliteUnits.factory(directory.resolve("unit.db"), "?journal_mode=WAL&busy_timeout=5000"));
        for (EntityManagerFactory each : factories) {
            try (EntityManagerFactory factory = each) {
                try (JpaStorage store = Fixtures.over(factory)) {
                    fill(store, 60_000);
                }
                try (StorageBackend store = limited(factory)) {
                    factory.runInTransaction(manager -> {
                        BackendTransaction joined =
                                Joining.of(store).join(manager).operations();
                        joined.save(List.of(write(note("before"), "1")));
                        assertThatExceptionOfType(QueryTimeoutException.class)
                                .isThrownBy(() -> joined.page("note", "", 60_000));
                        joined.save(List.of(write(note("after"), "1")));
                    });
                    assertThat(load(store, note("before"))).isPresent();
                    assertThat(load(store, note("after"))).isPresent();
                }
                // What the application runs itself is not limited by what limited the store.
                factory.runInTransaction(manager -> assertThat(manager.createNativeQuery(
                                        "SELECT count(*) FROM objects a, objects b WHERE a.object_id < 'n102'"
                                                + " AND b.object_id < 'n1012'",
                                        Long.class)
                                .getSingleResult())
                        .isNotEqualTo(0L));
            }
        }
    }

    @Test
    void sqliteRead_threadInterruptedMeanwhile_isStopped_andTheFlagStays() throws Exception {
        try (SqliteStorage store = open()) {
            CountDownLatch running = new CountDownLatch(1);
            AtomicReference<Boolean> flag = new AtomicReference<>();
            ExecutorService executor = Executors.newSingleThreadExecutor();
            try {
                AtomicReference<Thread> thread = new AtomicReference<>();
                Future<?> read = executor.submit(() -> {
                    thread.set(Thread.currentThread());
                    try {
                        endless(store, 0, running::countDown);
                    } finally {
                        flag.set(Thread.currentThread().isInterrupted());
                    }
                });
                running.await();
                thread.get().interrupt();
                assertThatThrownBy(() -> read.get(10, TimeUnit.SECONDS))
                        .hasRootCauseInstanceOf(SQLException.class)
                        .cause()
                        .isInstanceOf(StorageFailureException.class)
                        .hasMessageContaining("interrupted");
                assertThat(flag.get()).isTrue();
            } finally {
                executor.shutdownNow();
            }
            save(store, write(note("a"), "1"));
            assertThat(load(store, note("a"))).isPresent();
        }
    }

    @Test
    void sqliteStore_usedByAnInterruptedThread_worksAsLongAsItNeedNotWait() {
        try (SqliteStorage store = open()) {
            Thread.currentThread().interrupt();
            try {
                save(store, write(note("a"), "1"));
                fill(store, 3_000);
                assertThat(load(store, note("a"))).isPresent();
                assertThat(Fixtures.<Long>read(store, transaction -> transaction.count("note")))
                        .isEqualTo(3_001);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            } finally {
                Thread.interrupted();
            }
        }
    }

    @Test
    void close_whileAStatementRuns_stopsIt() throws Exception {
        SqliteStorage store = open("busy_timeout", 300);
        save(store, write(note("a"), "1"));
        CountDownLatch running = new CountDownLatch(1);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<?> read = executor.submit(() -> {
                try (BackendTransaction transaction = store.begin(Access.READ_ONLY)) {
                    transaction.load(note("a"));
                    endless(store, 0, running::countDown);
                }
            });
            running.await();
            long start = System.nanoTime();
            store.close();
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isBetween(300L, 2_000L);
            assertThatThrownBy(() -> read.get(5, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(StorageClosedException.class)
                    .hasMessageContaining("was closed");
        } finally {
            executor.shutdownNow();
        }
        try (SqliteStorage again = open()) {
            assertThat(load(again, note("a"))).isPresent();
        }
    }
}

package io.sepia.internal.backend.jpa;

import static io.sepia.internal.backend.jpa.Fixtures.load;
import static io.sepia.internal.backend.jpa.Fixtures.note;
import static io.sepia.internal.backend.jpa.Fixtures.open;
import static io.sepia.internal.backend.jpa.Fixtures.read;
import static io.sepia.internal.backend.jpa.Fixtures.save;
import static io.sepia.internal.backend.jpa.Fixtures.sql;
import static io.sepia.internal.backend.jpa.Fixtures.use;
import static io.sepia.internal.backend.jpa.Fixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.document.StoredDocument;
import io.sepia.error.StaleVersionException;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.WriteCondition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStorageTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("store.db");
    }

    @Test
    void save_closedAndReopened_isStillThere() {
        try (SqliteStorage store = open(file())) {
            save(store, write(note("n1"), "{\"a\":1.10}", "{\"m\":true}", WriteCondition.NONE));
        }
        try (SqliteStorage store = open(file())) {
            StoredDocument found = load(store, note("n1")).orElseThrow();
            assertThat(found.content()).isEqualTo("{\"a\":1.10}");
            assertThat(found.metadata()).isEqualTo("{\"m\":true}");
            assertThat(found.version()).isEqualTo(1);
        }
    }

    @Test
    void save_twice_keepsCreationAndCountsVersion() {
        Instant first = Instant.parse("2026-01-02T03:04:05.123456789Z");
        try (SqliteStorage store =
                SqliteStorage.open(Map.of("database_path", file()), Clock.fixed(first, ZoneOffset.UTC))) {
            save(store, write(note("n1"), "{}", "{\"m\":1}", WriteCondition.NONE));
        }
        Instant second = first.plusSeconds(1);
        try (SqliteStorage store =
                SqliteStorage.open(Map.of("database_path", file()), Clock.fixed(second, ZoneOffset.UTC))) {
            save(store, write(note("n1"), "{\"b\":2}"));
            StoredDocument found = load(store, note("n1")).orElseThrow();
            assertThat(found.createdAt()).isEqualTo(Instant.parse("2026-01-02T03:04:05.123456Z"));
            assertThat(found.updatedAt()).isEqualTo(Instant.parse("2026-01-02T03:04:06.123456Z"));
            assertThat(found.version()).isEqualTo(2);
            assertThat(found.metadata()).isEqualTo("{\"m\":1}");
        }
    }

    @Test
    void close_lastStore_leavesTheFileAlone() throws Exception {
        try (SqliteStorage store = open(file())) {
            save(store, write(note("n1"), "{}"));
            assertThat(load(store, note("n1"))).isPresent();
        }
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file());
        }
        assertThat(sql(file(), "SELECT class_name || count(*) FROM objects GROUP BY class_name"))
                .containsExactly("note1");
    }

    @Test
    void begin_afterClose_isRefused() {
        SqliteStorage store = open(file());
        store.close();
        store.close();
        assertThatThrownBy(() -> store.begin(Access.READ_ONLY))
                .isInstanceOf(StorageClosedException.class)
                .hasMessageContaining("store.db");
    }

    @Test
    void close_whileATransactionRuns_waitsForIt() throws Exception {
        SqliteStorage store = open(file());
        BackendTransaction transaction = store.begin(Access.READ_WRITE);
        transaction.save(List.of(write(note("n1"), "{}")));
        Thread closing = new Thread(store::close);
        closing.start();
        while (closing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        transaction.commit();
        transaction.close();
        closing.join();
        try (SqliteStorage again = open(file())) {
            assertThat(load(again, note("n1"))).isPresent();
        }
    }

    @Test
    void transaction_outlivingClose_isRolledBackAndFreesTheFile() throws Exception {
        SqliteStorage store = open(file());
        BackendTransaction writing = store.begin(Access.READ_WRITE);
        writing.save(List.of(write(note("n1"), "{}")));
        BackendTransaction reading = store.begin(Access.READ_ONLY);
        store.close();
        writing.close();
        reading.close();
        try (SqliteStorage again = open(file())) {
            assertThat(load(again, note("n1"))).isEmpty();
            save(again, write(note("n2"), "{}"));
        }
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void write_inReadOnlyTransaction_isRefused() {
        try (SqliteStorage store = open(file());
                BackendTransaction transaction = store.begin(Access.READ_ONLY)) {
            assertThatThrownBy(() -> transaction.save(List.of(write(note("n1"), "{}"))))
                    .isInstanceOf(StorageFailureException.class)
                    .hasMessageContaining("note 'n1'")
                    .hasMessageContaining("READ_WRITE");
            assertThatThrownBy(transaction::clear).isInstanceOf(StorageFailureException.class);
        }
    }

    @Test
    void begin_secondWriterOnOneThread_throwsAtOnce() {
        try (SqliteStorage store = open(file());
                SqliteStorage other = open(file());
                BackendTransaction transaction = store.begin(Access.READ_WRITE)) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> store.begin(Access.READ_WRITE)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> other.begin(Access.READ_WRITE)).isInstanceOf(IllegalStateException.class);
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(2));
            transaction.save(List.of(write(note("n1"), "{}")));
            transaction.commit();
        }
    }

    @Test
    void transaction_closedByAnotherThread_freesTheWriter() throws Exception {
        try (SqliteStorage store = open(file())) {
            BackendTransaction transaction = store.begin(Access.READ_WRITE);
            Thread other = new Thread(transaction::close);
            other.start();
            other.join();
            save(store, write(note("n1"), "{}"));
        }
    }

    @Test
    void begin_anotherThreadWritesLongerThanBusyTimeout_isRefusedAsRetryable() throws Exception {
        try (SqliteStorage store = SqliteStorage.open(Map.of("database_path", file(), "busy_timeout", 100));
                BackendTransaction transaction = store.begin(Access.READ_WRITE)) {
            ExecutorService executor = Executors.newSingleThreadExecutor();
            Future<?> second = executor.submit(() -> assertThatThrownBy(() -> store.begin(Access.READ_WRITE))
                    .isInstanceOf(StorageBusyException.class)
                    .hasMessageContaining("busy_timeout"));
            second.get(10, TimeUnit.SECONDS);
            executor.shutdown();
            transaction.commit();
        }
    }

    @Test
    void begin_foreignConnectionHoldsTheLock_isRefusedAsRetryable() throws Exception {
        try (SqliteStorage store = SqliteStorage.open(Map.of("database_path", file(), "busy_timeout", 100));
                var foreign = java.sql.DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = foreign.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> store.begin(Access.READ_WRITE)).isInstanceOf(StorageBusyException.class);
            assertThat(load(store, note("n1"))).isEmpty();
            statement.execute("ROLLBACK");
            save(store, write(note("n1"), "{}"));
        }
    }

    @Test
    void begin_allReadersInUseByOtherThreads_isRefusedAsRetryable() {
        try (SqliteStorage store = SqliteStorage.open(
                        Map.of("database_path", file(), "busy_timeout", 50, "connection_pool_size", 1));
                BackendTransaction transaction = store.begin(Access.READ_ONLY)) {
            CompletableFuture<?> other = CompletableFuture.supplyAsync(() -> store.begin(Access.READ_ONLY));
            assertThat(other)
                    .failsWithin(30, TimeUnit.SECONDS)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(StorageBusyException.class)
                    .withMessageContaining("connection_pool_size");
            try (BackendTransaction more = store.begin(Access.READ_ONLY)) {
                assertThat(more.classes()).isEmpty();
            }
            assertThat(transaction.classes()).isEmpty();
        }
    }

    @Test
    void read_whileAnotherWrites_seesItsSnapshot() {
        try (SqliteStorage store = open(file())) {
            save(store, write(note("n1"), "{\"v\":1}"));
            try (BackendTransaction reading = store.begin(Access.READ_ONLY)) {
                assertThat(reading.count("note")).isEqualTo(1);
                save(store, write(note("n1"), "{\"v\":2}"), write(note("n2"), "{}"));
                assertThat(reading.count("note")).isEqualTo(1);
                assertThat(reading.load(note("n1")).orElseThrow().content()).isEqualTo("{\"v\":1}");
            }
            assertThat(load(store, note("n1")).orElseThrow().content()).isEqualTo("{\"v\":2}");
        }
    }

    @Test
    void readModifyWrite_eightThreads_losesNoUpdate() throws Exception {
        try (SqliteStorage store = SqliteStorage.open(Map.of("database_path", file(), "synchronous", "normal"));
                SqliteStorage second = SqliteStorage.open(Map.of("database_path", file(), "synchronous", "normal"))) {
            save(store, write(note("counter"), "0"));
            ExecutorService executor = Executors.newFixedThreadPool(8);
            List<Future<?>> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                SqliteStorage mine = t % 2 == 0 ? store : second;
                threads.add(executor.submit(() -> {
                    for (int i = 0; i < 150; i++) {
                        use(mine, transaction -> {
                            String content = transaction
                                    .load(note("counter"))
                                    .orElseThrow()
                                    .content();
                            transaction.save(
                                    List.of(write(note("counter"), Integer.toString(Integer.parseInt(content) + 1))));
                        });
                    }
                }));
            }
            for (Future<?> thread : threads) {
                thread.get(60, TimeUnit.SECONDS);
            }
            executor.shutdown();
            StoredDocument counter = load(second, note("counter")).orElseThrow();
            assertThat(counter.content()).isEqualTo("1200");
            assertThat(counter.version()).isEqualTo(1_201);
        }
    }

    @Test
    void save_afterFailedWrite_isRefusedAndCommitToo() {
        try (SqliteStorage store = open(file());
                BackendTransaction transaction = store.begin(Access.READ_WRITE)) {
            transaction.save(List.of(write(note("n1"), "{}")));
            assertThatThrownBy(
                            () -> transaction.save(List.of(write(note("n2"), "{}", null, WriteCondition.version(3)))))
                    .isInstanceOf(StaleVersionException.class);
            assertThatThrownBy(transaction::commit).isInstanceOf(IllegalStateException.class);
            assertThat(load(store, note("n1"))).isEmpty();
        }
    }

    @Test
    void page_idsBeyondTheBasicPlane_comeInByteOrder() {
        List<String> ids = List.of("a", "b", "é", "\uFF5E", "😀", "😀a");
        try (SqliteStorage store = open(file())) {
            use(store, transaction -> ids.forEach(id -> transaction.save(List.of(write(note(id), "{}")))));
            List<String> listed = read(store, transaction -> transaction.ids("note"));
            assertThat(listed).isEqualTo(ids);
            List<String> paged = new ArrayList<>();
            use(store, transaction -> {
                String after = "";
                List<StoredDocument> page;
                do {
                    page = transaction.page("note", after, 2);
                    page.forEach(each -> paged.add(each.key().id()));
                    after = paged.get(paged.size() - 1);
                } while (page.size() == 2);
            });
            assertThat(paged).isEqualTo(ids);
        }
    }
}

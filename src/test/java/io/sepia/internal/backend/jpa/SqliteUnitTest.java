package io.sepia.internal.backend.jpa;

import static io.sepia.internal.backend.jpa.Fixtures.note;
import static io.sepia.internal.backend.jpa.Fixtures.read;
import static io.sepia.internal.backend.jpa.Fixtures.save;
import static io.sepia.internal.backend.jpa.Fixtures.sql;
import static io.sepia.internal.backend.jpa.Fixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sepia.document.StoredDocument;
import io.sepia.error.IncompatibleStoreException;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Joining;
import io.sepia.internal.backend.sqlite.SqliteDatabase;
import io.sepia.internal.backend.sqlite.SqliteUnit;
import io.sepia.jpa.StoredObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite through an application's own connections. */
class SqliteUnitTest {
    private static final String GOOD = "?journal_mode=WAL&busy_timeout=5000&synchronous=FULL&foreign_keys=on";

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("app.db");
    }

    @Test
    void over_fileOfTheApplication_laterOpensAsAStoreOfItsOwn() throws SQLException {
        sql(file, "CREATE TABLE customer (id INTEGER PRIMARY KEY)");
        StoredDocument written;
        try (JpaStorage store = SqliteUnits.open(file, "&busy_timeout=5000")) {
            save(store, write(note("ü1"), "{\"a\":1}"));
            written = Fixtures.load(store, note("ü1")).orElseThrow();
        }
        try (SqliteStorage store = Fixtures.open(file)) {
            assertThat(Fixtures.load(store, note("ü1"))).contains(written);
            save(store, write(note("n2"), "{}"));
        }
        try (JpaStorage store = SqliteUnits.open(file, "&busy_timeout=5000")) {
            List<String> ids = read(store, transaction -> transaction.ids("note"));
            assertThat(ids).containsExactly("n2", "ü1");
        }
        assertThat(sql(file, "SELECT count(*) FROM customer")).containsExactly("0");
    }

    @Test
    void over_fileMarkedByAnother_isRefusedAndUntouched() throws SQLException {
        for (String mark : List.of("application_id = 7", "user_version = 3")) {
            Path other = directory.resolve(mark.charAt(0) + ".db");
            sql(other, "CREATE TABLE a (b)", "PRAGMA " + mark);
            assertThatThrownBy(() -> SqliteUnits.open(other, "").close())
                    .isInstanceOf(IncompatibleStoreException.class)
                    .hasMessageContaining("a file of its own");
            assertThat(sql(other, "SELECT name FROM sqlite_schema")).containsExactly("a");
        }
    }

    @Test
    void over_tableOfTheApplicationByOurName_isRefusedAndUntouched() throws SQLException {
        sql(file, "CREATE TABLE objects (a)");
        assertThatThrownBy(() -> SqliteUnits.open(file, "").close())
                .isInstanceOf(IncompatibleStoreException.class)
                .hasMessageContaining("table objects");
        assertThat(sql(file, "PRAGMA application_id")).containsExactly("0");
    }

    @Test
    void over_textInAnotherEncoding_isRefused() throws SQLException {
        sql(file, "PRAGMA encoding = 'UTF-16le'", "CREATE TABLE a (b)");
        assertThatThrownBy(() -> SqliteUnits.open(file, "").close())
                .isInstanceOf(IncompatibleStoreException.class)
                .hasMessageContaining("UTF-16le");
    }

    @Test
    void over_manyAtOnce_allFindTheTables() throws Exception {
        int count = 6;
        List<EntityManagerFactory> factories = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            factories.add(SqliteUnits.factory(file, GOOD));
        }
        atOnce(factories);
        assertThat(sql(file, "PRAGMA user_version"))
                .containsExactly(
                        Integer.toString(SqliteDatabase.INSTANCE.schema().size()));
    }

    @Test
    void over_manyAtOnceOnH2_allFindTheTables() throws Exception {
        String url = H2.url("");
        List<EntityManagerFactory> factories = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            factories.add(H2.factory(url));
        }
        atOnce(factories);
    }

    private static void atOnce(List<EntityManagerFactory> factories) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(factories.size());
        CyclicBarrier start = new CyclicBarrier(factories.size());
        List<Future<?>> openings = new ArrayList<>();
        for (EntityManagerFactory each : factories) {
            openings.add(executor.submit(() -> {
                start.await();
                try (JpaStorage store = Fixtures.owning(each)) {
                    save(store, write(note("n"), "{}"));
                }
                return true;
            }));
        }
        for (Future<?> each : openings) {
            each.get(60, TimeUnit.SECONDS);
        }
        executor.shutdown();
    }

    @Test
    void advice_goodConnections_needNone() throws SQLException {
        assertThat(advice(GOOD)).isEmpty();
    }

    @Test
    void advice_namesEachThingWithItsRemedy() throws SQLException {
        assertThat(advice("?busy_timeout=0&synchronous=OFF&transaction_mode=IMMEDIATE"))
                .satisfiesExactly(
                        each -> assertThat(each).contains("journal mode delete", "journal_mode=WAL"),
                        each -> assertThat(each).contains("waits 0 ms", "busy_timeout=5000"),
                        each -> assertThat(each).contains("synchronous=OFF", "synchronous=FULL"),
                        each -> assertThat(each).contains("foreign_keys=on"),
                        each -> assertThat(each).contains("IMMEDIATE", "transaction_mode"));
        assertThat(advice("?journal_mode=WAL&busy_timeout=5000&foreign_keys=on&synchronous=NORMAL"))
                .singleElement()
                .asString()
                .contains("synchronous=NORMAL");
    }

    private List<String> advice(String settings) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file + settings)) {
            return SqliteUnit.of(connection, this).advice(connection, HikariDataSource.class);
        } finally {
            sql(file, "PRAGMA journal_mode = DELETE");
        }
    }

    @Test
    void save_afterReadingAndACommitOfAnother_isRefusedAtOnceAndSaysWriteFirst() throws SQLException {
        try (EntityManagerFactory factory = SqliteUnits.factory(file, GOOD);
                JpaStorage store = Fixtures.over(factory);
                EntityManager em = factory.createEntityManager()) {
            em.getTransaction().begin();
            var joined = Joining.of(store).join(em).operations();
            assertThat(joined.exists(note("n"))).isFalse();
            sql(file, "INSERT INTO objects (class_name, object_id, content) VALUES ('x', 'y', '{}')");
            assertThatThrownBy(() -> joined.save(List.of(write(note("n"), "{}"))))
                    .isInstanceOf(StorageBusyException.class)
                    .hasMessageContaining("write first");
            em.getTransaction().rollback();
        }
    }

    @Test
    void save_flushOfTheCallerMeetsACommitOfAnother_isTheRetryableErrorToo() throws SQLException {
        sql(file, "CREATE TABLE thing (id INTEGER PRIMARY KEY)");
        try (EntityManagerFactory factory = SqliteUnits.factory(file, GOOD);
                JpaStorage store = Fixtures.over(factory);
                EntityManager em = factory.createEntityManager()) {
            em.getTransaction().begin();
            em.createNativeQuery("SELECT count(*) FROM thing").getSingleResult();
            sql(file, "INSERT INTO thing VALUES (1)");
            em.persist(new StoredObject(
                    note("held"), com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode()));
            assertThatThrownBy(() -> Joining.of(store).join(em).operations().save(List.of(write(note("n"), "{}"))))
                    .isInstanceOf(StorageBusyException.class)
                    .hasMessageContaining("write first");
            em.getTransaction().rollback();
        }
    }

    @Test
    void save_fullFile_leavesNoConnectionThatCommitsByItself() throws SQLException {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl("jdbc:sqlite:" + file + GOOD);
        pool.setMaximumPoolSize(1);
        pool.setConnectionInitSql("PRAGMA max_page_count = 60");
        try (HikariDataSource source = new HikariDataSource(pool);
                EntityManagerFactory factory = new HibernatePersistenceConfiguration("hikari")
                        .property("jakarta.persistence.nonJtaDataSource", source)
                        .property("hibernate.dialect", "org.hibernate.community.dialect.SQLiteDialect")
                        .createEntityManagerFactory();
                JpaStorage store = Fixtures.over(factory)) {
            save(store, write(note("before"), "{}"));
            String large = "\"" + "x".repeat(400_000) + "\"";
            assertThatThrownBy(() -> save(store, write(note("first"), "{}"), write(note("large"), large)))
                    .isInstanceOf(StorageFailureException.class);
            try (var transaction = store.begin(io.sepia.internal.backend.Access.READ_WRITE)) {
                transaction.save(List.of(write(note("undone"), "{}")));
            }
            save(store, write(note("after"), "{}"));
            List<String> ids = read(store, transaction -> transaction.ids("note"));
            assertThat(ids).containsExactly("after", "before");
        }
    }
}

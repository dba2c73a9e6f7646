package io.sepia.internal.backend.jpa;

import static io.sepia.internal.backend.jpa.Fixtures.load;
import static io.sepia.internal.backend.jpa.Fixtures.note;
import static io.sepia.internal.backend.jpa.Fixtures.read;
import static io.sepia.internal.backend.jpa.Fixtures.save;
import static io.sepia.internal.backend.jpa.Fixtures.use;
import static io.sepia.internal.backend.jpa.Fixtures.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.document.StoredDocument;
import io.sepia.error.DamagedDocumentException;
import io.sepia.error.IncompatibleStoreException;
import io.sepia.error.RetryableException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.DocumentWrite;
import jakarta.persistence.EntityManagerFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;

class JpaStorageTest {
    private final String url = H2.url("");

    private JpaStorage open() {
        return Fixtures.owning(H2.factory(url));
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void over_closed_leavesTheFactoryOpen() {
        try (EntityManagerFactory factory = H2.factory(url)) {
            Fixtures.over(factory).close();
            assertThat(factory.isOpen()).isTrue();
        }
    }

    @Test
    void owning_closed_closesTheFactory() {
        EntityManagerFactory factory = H2.factory(url);
        Fixtures.owning(factory).close();
        assertThat(factory.isOpen()).isFalse();
    }

    @Test
    void begin_connectionsOfAnotherIsolation_isRestored() {
        for (int isolation : List.of(Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE)) {
            String name = isolation == Connection.TRANSACTION_SERIALIZABLE ? "SERIALIZABLE" : "REPEATABLE READ";
            try (EntityManagerFactory factory = new HibernatePersistenceConfiguration("h2")
                            .jdbcUrl(H2.url(";INIT=SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL " + name))
                            .jdbcPoolSize(1)
                            .createEntityManagerFactory();
                    JpaStorage store = Fixtures.over(factory)) {
                save(store, write(note("n1"), "{}"));
                assertThat(load(store, note("n1"))).isPresent();
                try (Session session = factory.unwrap(SessionFactory.class).openSession()) {
                    assertThat(session.<Integer>doReturningWork(Connection::getTransactionIsolation))
                            .isEqualTo(isolation);
                }
            }
        }
    }

    @Test
    void over_secondTime_findsTheTables() {
        try (JpaStorage store = open()) {
            save(store, write(note("n1"), "{}"));
        }
        try (JpaStorage store = open()) {
            assertThat(load(store, note("n1"))).isPresent();
        }
    }

    @Test
    void over_newerTables_isRefused() throws SQLException {
        open().close();
        sql("INSERT INTO sepia_schema VALUES (999, 0)");
        assertThatThrownBy(this::open)
                .isInstanceOf(IncompatibleStoreException.class)
                .hasMessageContaining("999");
    }

    @Test
    void over_tableOfTheApplicationByOurName_isRefused() throws SQLException {
        sql("CREATE TABLE objects (a INT)");
        assertThatThrownBy(this::open)
                .isInstanceOf(IncompatibleStoreException.class)
                .hasMessageContaining("objects");
    }

    @Test
    void upsert_oneKeyByManyThreads_allSucceed() throws Exception {
        try (JpaStorage store = open()) {
            ExecutorService executor = Executors.newFixedThreadPool(8);
            List<Future<?>> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                threads.add(executor.submit(() -> {
                    for (int i = 0; i < 50; i++) {
                        save(store, write(note("n" + i), "{}"));
                    }
                }));
            }
            for (Future<?> thread : threads) {
                thread.get(60, TimeUnit.SECONDS);
            }
            executor.shutdown();
            for (int i = 0; i < 50; i++) {
                assertThat(load(store, note("n" + i)).orElseThrow().version()).isEqualTo(8);
            }
        }
    }

    @Test
    void readModifyWrite_manyThreads_losesNoUpdate() throws Exception {
        try (JpaStorage store = open()) {
            save(store, write(note("counter"), "0"));
            ExecutorService executor = Executors.newFixedThreadPool(8);
            List<Future<?>> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                threads.add(executor.submit(() -> {
                    for (int i = 0; i < 50; i++) {
                        increment(store);
                    }
                }));
            }
            for (Future<?> thread : threads) {
                thread.get(60, TimeUnit.SECONDS);
            }
            executor.shutdown();
            assertThat(load(store, note("counter")).orElseThrow().content()).isEqualTo("400");
        }
    }

    private static void increment(JpaStorage store) {
        while (true) {
            try {
                use(store, transaction -> {
                    String content =
                            transaction.load(note("counter")).orElseThrow().content();
                    transaction.save(List.of(write(note("counter"), Integer.toString(Integer.parseInt(content) + 1))));
                });
                return;
            } catch (RetryableException e) {
                Thread.yield();
            }
        }
    }

    @Test
    void begin_secondWriterOnOneThread_throwsAtOnce() {
        try (JpaStorage store = open();
                var transaction = store.begin(Access.READ_WRITE)) {
            assertThatThrownBy(() -> store.begin(Access.READ_WRITE)).isInstanceOf(IllegalStateException.class);
            transaction.commit();
        }
    }

    @Test
    void load_damagedContent_namesTheKey() throws SQLException {
        try (JpaStorage store = open()) {
            save(store, write(note("n1"), "{\"a\":1}"));
            sql("UPDATE objects SET content = '{\"a\":2}'");
            assertThatThrownBy(() -> load(store, note("n1")))
                    .isInstanceOf(DamagedDocumentException.class)
                    .hasMessageContaining("note 'n1'");
            sql("UPDATE objects SET checksum = NULL");
            assertThat(load(store, note("n1"))).isPresent();
        }
    }

    @Test
    void load_largeContent_comesBackWhole() {
        String content = "\"" + "é".repeat(3_000_000) + "\"";
        try (JpaStorage store = open()) {
            save(store, write(note("n1"), content));
            assertThat(load(store, note("n1")).map(StoredDocument::content)).contains(content);
        }
    }

    @Test
    void load_tenThousandIds_takesTenStatements() throws SQLException {
        try (JpaStorage store = open()) {
            List<DocumentWrite> writes = new ArrayList<>();
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                ids.add("n" + i);
                writes.add(write(note("n" + i), "{}"));
            }
            use(store, transaction -> transaction.save(writes));
            sql("SET QUERY_STATISTICS TRUE");
            int found =
                    read(store, transaction -> transaction.load("note", ids)).size();
            assertThat(found).isEqualTo(10_000);
            assertThat(executions()).containsOnly(Map.entry(true, 10));
        }
    }

    /** How often statements that select content ran. */
    private Map<Boolean, Integer> executions() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT sum(execution_count) FROM"
                        + " information_schema.query_statistics WHERE sql_statement LIKE 'SELECT content%'")) {
            rows.next();
            return Map.of(true, rows.getInt(1));
        }
    }
}

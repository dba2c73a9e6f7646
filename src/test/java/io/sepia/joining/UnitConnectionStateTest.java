package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.error.StorageFailureException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.jdbc.Work;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConnection;

/** What SQL outside of transactions leaves behind on a connection, in a unit that names only a path. */
class UnitConnectionStateTest {
    @TempDir
    Path directory;

    private EntityManagerFactory factory;

    @BeforeEach
    void open() {
        factory = Units.embedded(directory).createEntityManagerFactory();
        inSession(connection -> run(connection, "CREATE TABLE notes (id INTEGER PRIMARY KEY)"));
    }

    @AfterEach
    void close() {
        factory.close();
    }

    private void inSession(Work work) {
        try (EntityManager entityManager = factory.createEntityManager()) {
            entityManager.unwrap(Session.class).doWork(work);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void runPrepared(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.getInt(1);
        }
    }

    private int committed() throws SQLException {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("app.db"))) {
            return number(other, "SELECT count(*) FROM notes");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEGIN",
                "/* a */ BEGIN IMMEDIATE",
                "SAVEPOINT a",
                "BEGIN; SELECT 1",
                "SELECT 1; BEGIN",
                "PRAGMA query_only = 1",
                "CREATE TEMP TABLE notes (id)"
            })
    void insert_afterSqlOfAnotherSessionOutsideOfTransactions_isCommitted(String sql) throws SQLException {
        inSession(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(sql);
            }
        });
        inSession(connection -> run(connection, "INSERT INTO notes DEFAULT VALUES"));
        inSession(connection -> runPrepared(connection, sql.replace("SELECT 1; ", "")));
        inSession(connection -> run(connection, "INSERT INTO notes DEFAULT VALUES"));

        assertThat(committed()).isEqualTo(2);
    }

    @Test
    void foreignKeys_switchedOffByAnotherSession_areOn() {
        inSession(connection -> run(connection, "PRAGMA foreign_keys = 0"));

        inSession(connection ->
                assertThat(number(connection, "PRAGMA foreign_keys")).isOne());
    }

    @Test
    void setSavepoint_outsideOfTransaction_isRefused() throws SQLException {
        inSession(connection -> assertThatThrownBy(connection::setSavepoint)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("transaction"));
        inSession(connection -> run(connection, "INSERT INTO notes DEFAULT VALUES"));

        assertThat(committed()).isOne();
    }

    @Test
    void setSavepoint_beforeTheFirstStatementOfATransactionThatReads_endsWithTheTransaction() {
        for (int i = 0; i < 3; i++) {
            int rows = i;
            inSession(connection -> {
                connection.setReadOnly(true);
                connection.setAutoCommit(false);
                Savepoint savepoint = connection.setSavepoint();
                assertThat(number(connection, "SELECT count(*) FROM notes")).isEqualTo(rows);
                connection.rollback(savepoint);
                connection.setSavepoint("named");
                connection.rollback();
                connection.setSavepoint("unused");
                connection.rollback();
                connection.setAutoCommit(true);
                connection.setReadOnly(false);
            });
            inSession(connection -> run(connection, "INSERT INTO notes DEFAULT VALUES"));
        }
    }

    @Test
    void lastInsertRowId_afterUpdate_isOfOwnInsert() {
        inSession(own -> {
            run(own, "INSERT INTO notes VALUES (10)");
            inSession(other -> run(other, "INSERT INTO notes VALUES (20)"));
            run(own, "UPDATE notes SET id = 11 WHERE id = 10");
            runPrepared(own, "DELETE FROM notes WHERE id = 11");

            try (PreparedStatement query = own.prepareStatement("SELECT last_insert_rowid()");
                    ResultSet rows = query.executeQuery()) {
                assertThat(rows.getLong(1)).isEqualTo(10);
            }
        });
    }

    /** Runs work in a transaction after a row was inserted, then inserts another one if it can, and rolls back. */
    private void inTransaction(Work work) {
        try (EntityManager entityManager = factory.createEntityManager()) {
            entityManager.getTransaction().begin();
            entityManager.unwrap(Session.class).doWork(connection -> {
                run(connection, "INSERT INTO notes VALUES (1)");
                work.execute(connection);
            });
            entityManager.getTransaction().rollback();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "commit",
                "COMMIT;",
                " /* now */ end transaction",
                "-- no\nrollback",
                "rollback transaction",
                "insert or rollback into notes values (1)",
                "update or rollback notes set id = 1",
                "insert into notes values (8); commit",
                "delete from notes where id = ';'; /* ; */ end;",
                "with a as (select 1) insert or rollback into notes select * from a"
            })
    void statement_thatWouldEndTheTransaction_isRefusedByName(String sql) throws SQLException {
        inTransaction(connection -> {
            assertThatThrownBy(() -> run(connection, sql)).hasMessageContaining("EntityTransaction");
            assertThatThrownBy(() -> runPrepared(connection, sql))
                    .hasMessageContaining("EntityTransaction")
                    .hasCauseInstanceOf(StorageFailureException.class);
            assertThatThrownBy(() -> {
                        try (Statement statement = connection.createStatement()) {
                            statement.addBatch(sql);
                        }
                    })
                    .hasMessageContaining("EntityTransaction");
            run(connection, "INSERT INTO notes VALUES (2)");
        });
        assertThat(committed()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "savepoint mine",
                "rollback to sepia_beginning",
                "rollback transaction to savepoint sepia_beginning",
                "insert or ignore into notes values (1)",
                "select 'insert or rollback'",
                "insert into notes select 3 where '; commit' <> \"; end\"",
                "create trigger a after insert on notes begin select 1; end",
                "insert into notes select 3 where 'or rollback' <> 'x'"
            })
    void statement_thatKeepsTheTransaction_isRun(String sql) throws SQLException {
        inTransaction(connection -> {
            run(connection, sql);
            run(connection, "INSERT INTO notes VALUES (2)");
        });
        assertThat(committed()).isZero();
    }

    @Test
    void trigger_thatRollsBackTheTransaction_endsIt() throws SQLException {
        inSession(connection -> run(connection, """
                CREATE TRIGGER strict BEFORE INSERT ON notes WHEN new.id = 9
                BEGIN SELECT raise(ROLLBACK, 'no nine'); END"""));
        for (boolean prepared : new boolean[] {true, false}) {
            inTransaction(connection -> {
                String nine = "INSERT INTO notes VALUES (9)";
                assertThatThrownBy(() -> {
                            if (prepared) {
                                runPrepared(connection, nine);
                            } else {
                                run(connection, nine);
                            }
                        })
                        .hasMessageContaining("no nine");
                // SQLite would commit it by itself.
                assertThatThrownBy(() -> run(connection, "INSERT INTO notes VALUES (2)"))
                        .hasMessageContaining("rolled back");
            });
        }
        assertThat(committed()).isZero();
        inSession(connection -> run(connection, "INSERT INTO notes VALUES (2)"));
        assertThat(committed()).isOne();
    }

    @Test
    void connection_ofAStatement_isThatOfTheSession() {
        inTransaction(connection -> {
            try (Statement plain = connection.createStatement();
                    Statement prepared = connection.prepareStatement("SELECT 1")) {
                assertThat(plain.getConnection()).isSameAs(connection);
                assertThat(prepared.getConnection()).isSameAs(connection);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PRAGMA query_only = 1", "CREATE TEMP TABLE notes (id)", "CREATE TEMP VIEW notes AS SELECT 1"})
    void insert_afterSqlOfAnotherTransaction_isCommitted(String sql) throws SQLException {
        for (Work work :
                List.<Work>of(connection -> run(connection, sql), connection -> runPrepared(connection, sql))) {
            factory.runInTransaction(
                    entityManager -> entityManager.unwrap(Session.class).doWork(work));
            factory.runInTransaction(entityManager -> entityManager
                    .createNativeQuery("INSERT INTO notes DEFAULT VALUES")
                    .executeUpdate());
        }
        assertThat(committed()).isEqualTo(2);
    }

    @Test
    void writer_afterPlainTransactions_isKept() {
        List<Connection> writers = new ArrayList<>();
        try (Storage storage = Storage.of(factory)) {
            for (int i = 0; i < 2; i++) {
                Item item = new Item("a", i);
                storage.save(item);
                factory.runInTransaction(entityManager -> {
                    storage.joining(entityManager).save(item);
                    entityManager
                            .createNativeQuery("INSERT INTO notes DEFAULT VALUES")
                            .executeUpdate();
                    entityManager
                            .unwrap(Session.class)
                            .doWork(connection -> writers.add(connection.unwrap(SQLiteConnection.class)));
                });
            }
        }
        assertThat(writers.get(0)).isSameAs(writers.get(1));
    }

    /** A call that would end the transaction, or let each statement be committed by itself. */
    @FunctionalInterface
    private interface End {
        void run(Connection connection) throws SQLException;
    }

    static Stream<End> ends() {
        return Stream.of(
                connection -> connection.setAutoCommit(true),
                connection -> connection.unwrap(SQLiteConnection.class).setAutoCommit(true),
                connection -> connection.unwrap(SQLiteConnection.class).commit(),
                connection -> connection.unwrap(SQLiteConnection.class).rollback(),
                connection -> runPrepared(connection.unwrap(SQLiteConnection.class), "commit"),
                connection -> run(connection.unwrap(SQLiteConnection.class), "commit"));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void call_thatWouldEndTheTransaction_isRefused(End end) throws SQLException {
        inTransaction(connection -> {
            assertThatThrownBy(() -> end.run(connection))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("EntityTransaction");
            run(connection, "INSERT INTO notes VALUES (2)");
        });
        assertThat(committed()).isZero();
    }

    @Test
    void setAutoCommit_ofTheDriverOutsideOfTransactions_isRefused() {
        inSession(connection -> {
            assertThatThrownBy(() -> connection.unwrap(SQLiteConnection.class).setAutoCommit(false))
                    .hasMessageContaining("EntityTransaction");
            inSession(other -> run(other, "INSERT INTO notes DEFAULT VALUES"));
        });
    }

    @Test
    void metaData_ofIdleEntityManagers_occupiesNoConnection() {
        factory.close();
        factory = Units.embedded(directory)
                .property("sepia.connection_pool_size", 1)
                .property("sepia.busy_timeout", 500)
                .createEntityManagerFactory();
        try (EntityManager one = factory.createEntityManager();
                EntityManager two = factory.createEntityManager()) {
            for (EntityManager each : List.of(one, two)) {
                each.unwrap(Session.class).doWork(connection -> {
                    assertThat(connection.getMetaData().getDatabaseProductName())
                            .isEqualTo("SQLite");
                    assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
                });
            }
            CompletableFuture.runAsync(() -> {
                        inSession(connection -> number(connection, "SELECT count(*) FROM notes"));
                        inSession(connection -> run(connection, "INSERT INTO notes DEFAULT VALUES"));
                    })
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();
        }
    }

    @Test
    void metaData_afterItsTransaction_showsNothingOfTheNextOne() {
        inSession(connection -> {
            DatabaseMetaData[] kept = new DatabaseMetaData[1];
            connection.setAutoCommit(false);
            run(connection, "CREATE TABLE mine (id)");
            kept[0] = connection.getMetaData();
            assertThat(hasTable(kept[0], "mine")).isTrue();
            connection.rollback();
            connection.setAutoCommit(true);
            inTransaction(other -> {
                run(other, "CREATE TABLE uncommitted (id)");
                assertThat(hasTable(kept[0], "uncommitted")).isFalse();
            });
            assertThat(hasTable(kept[0], "mine")).isFalse();
        });
    }

    private static boolean hasTable(DatabaseMetaData metaData, String name) throws SQLException {
        try (ResultSet tables = metaData.getTables(null, null, name, null)) {
            return tables.next();
        }
    }
}

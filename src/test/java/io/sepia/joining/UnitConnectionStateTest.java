package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.error.StorageFailureException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.hibernate.Session;
import org.hibernate.jdbc.Work;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
}

package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sepia.Storage;
import io.sepia.dialect.SqliteDialect;
import io.sepia.error.StorageFailureException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL that ends a transaction of a SQLite unit with connections of its own. */
class EndOfPoolTransactionTest {
    @TempDir
    Path directory;

    private EntityManagerFactory factory;
    private Storage storage;

    @BeforeEach
    void open() {
        factory = Units.sqlite(directory)
                .property("hibernate.dialect", SqliteDialect.class.getName())
                .createEntityManagerFactory();
        storage = Storage.of(factory);
        storage.save(new Item("taken", 1));
    }

    @AfterEach
    void close() {
        storage.close();
        factory.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "commit",
                " /* now */ END transaction",
                "rollback",
                "update or rollback Customer set name = 'a'",
                "insert or rollback into Customer (id, name) values (1, 'a')"
            })
    void nativeQuery_thatWouldEndTheTransaction_isRefusedByName(String sql) {
        try (EntityManager entityManager = factory.createEntityManager()) {
            entityManager.getTransaction().begin();
            storage.joining(entityManager).save(new Item("a", 1));
            assertThatThrownBy(() -> entityManager.createNativeQuery(sql).executeUpdate())
                    .hasMessageContaining("EntityTransaction")
                    .hasRootCauseInstanceOf(StorageFailureException.class);
            entityManager.getTransaction().rollback();
        }
        assertThat(storage.ids(Item.class)).containsExactly("taken");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "savepoint mine",
                "insert or ignore into Customer (id, name) values (1, 'or rollback')",
                "update Customer set name = '; commit'"
            })
    void nativeQuery_thatKeepsTheTransaction_isRun(String sql) {
        Units.commit(
                factory, entityManager -> entityManager.createNativeQuery(sql).executeUpdate());
    }

    /** The store cannot notice what is done on a connection of the application until Hibernate fails. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void statement_thatEndsTheTransaction_makesItsEndFailAndBlocksNobody(boolean commit) {
        try (EntityManager entityManager = factory.createEntityManager()) {
            entityManager.getTransaction().begin();
            storage.joining(entityManager).save(new Item("a", 1));
            entityManager.unwrap(Session.class).doWork(connection -> run(connection, "commit"));
            assertThatThrownBy(() -> {
                        if (commit) {
                            entityManager.getTransaction().commit();
                        } else {
                            entityManager.getTransaction().rollback();
                        }
                    })
                    .isInstanceOf(RuntimeException.class);
            storage.save(new Item("b", 1));
        }
        Units.commit(factory, entityManager -> storage.joining(entityManager).save(new Item("c", 1)));

        assertThat(storage.ids(Item.class)).containsExactly("a", "b", "c", "taken");
    }

    @Test
    void autoCommit_switchedOnAndRolledBack_leavesTheThreadAbleToWrite() {
        try (EntityManager entityManager = factory.createEntityManager()) {
            entityManager.getTransaction().begin();
            storage.joining(entityManager).save(new Item("a", 1));
            entityManager.unwrap(Session.class).doWork(connection -> connection.setAutoCommit(true));
            assertThatThrownBy(() -> entityManager.getTransaction().rollback()).isInstanceOf(RuntimeException.class);
            assertThatThrownBy(() -> storage.joining(entityManager).save(new Item("b", 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no transaction");
        }
        storage.save(new Item("c", 1));
        assertThat(storage.ids(Item.class)).containsExactly("a", "c", "taken");
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

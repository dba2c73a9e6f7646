package io.sepia.joining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sepia.Storage;
import io.sepia.StorageBuilder;
import io.sepia.StorageOperations;
import io.sepia.error.StorageFailureException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pool of one connection without auto-commit. Its driver begins the next transaction as soon as one is rolled back,
 * so rows that are still open then keep the snapshot of the transaction before.
 */
class SnapshotOfPoolTest {
    @TempDir
    private Path directory;

    private int failed;

    @Test
    void failedStatement_rolledBack_leavesNoSnapshotInThePool() throws SQLException {
        Path file = directory.resolve("app.db");
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(
                "jdbc:sqlite:" + file + "?journal_mode=WAL&busy_timeout=1000&synchronous=FULL&foreign_keys=on");
        config.setMaximumPoolSize(1);
        config.setAutoCommit(false);
        try (HikariDataSource pool = new HikariDataSource(config);
                EntityManagerFactory factory = new HibernatePersistenceConfiguration("app")
                        .property("jakarta.persistence.nonJtaDataSource", failingAfterInserts(pool))
                        .property("hibernate.dialect", "io.sepia.dialect.SqliteDialect")
                        .createEntityManagerFactory();
                Storage storage = Storage.of(factory);
                Storage other = StorageBuilder.of(file).open()) {
            other.documents("note").save("a", "0");
            // A save with a listener returns rows.
            storage.changes().onChange(notice -> {});
            try (EntityManager manager = factory.createEntityManager()) {
                manager.getTransaction().begin();
                StorageOperations joined = storage.joining(manager);
                assertThatExceptionOfType(StorageFailureException.class)
                        .isThrownBy(() -> joined.documents("note").save("b", "1"));
                manager.getTransaction().rollback();
            }
            assertThat(failed).isEqualTo(1);
            other.documents("note").save("a", "1");
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT content FROM objects")) {
                assertThat(rows.getString(1)).isEqualTo("1");
            }
        }
    }

    /** Returns a pool whose inserts of objects fail after they ran and before their rows are returned. */
    private DataSource failingAfterInserts(DataSource pool) {
        return around(
                DataSource.class,
                pool,
                (method, arguments, result) -> method.equals("getConnection")
                        ? around(Connection.class, (Connection) result, this::statement)
                        : result);
    }

    private Object statement(String made, Object[] arguments, Object result) {
        return made.equals("prepareStatement") && arguments[0].toString().startsWith("INSERT INTO objects")
                ? around(PreparedStatement.class, (PreparedStatement) result, this::fail)
                : result;
    }

    private Object fail(String method, Object[] arguments, Object result) throws SQLException {
        if (method.equals("executeQuery")) {
            failed++;
            throw new SQLException("The rows of a statement cannot be returned", "58030");
        }
        return result;
    }

    private interface Results {
        Object of(String method, Object[] arguments, Object result) throws SQLException;
    }

    private <T> T around(Class<T> type, T target, Results results) {
        return type.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return results.of(method.getName(), arguments, method.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}

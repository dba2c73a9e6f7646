package io.sepia.internal.backend.jpa;

import io.sepia.error.ConfigurationException;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.h2.H2Unit;
import io.sepia.internal.backend.hibernate.HibernateSession;
import io.sepia.internal.backend.hibernate.StoreSession;
import io.sepia.internal.backend.mariadb.MariadbUnit;
import io.sepia.internal.backend.postgresql.PostgresqlUnit;
import io.sepia.internal.backend.sql.SchemaAction;
import io.sepia.internal.backend.sql.SharedDatabase;
import io.sepia.internal.backend.sql.Tables;
import io.sepia.internal.backend.sqlite.SqliteUnit;
import io.sepia.jpa.StoredObject;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.engine.jdbc.connections.spi.JdbcConnectionAccess;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.jdbc.ReturningWork;

/** Recognizes the database of an application's persistence unit, and creates the store's tables in it. */
public final class UnitDatabase {
    /** The supported databases by the product names that their drivers report. */
    private static final Map<String, SharedDatabase.Recognizer> DATABASES = Map.of(
            "h2", H2Unit::of, "mariadb", MariadbUnit::of, "postgresql", PostgresqlUnit::of, "sqlite", SqliteUnit::of);

    private static final System.Logger LOG = System.getLogger(UnitDatabase.class.getName());
    private static final ReentrantLock MAKING = new ReentrantLock();
    private static final int ATTEMPTS = 40;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private UnitDatabase() {}

    /** Recognizes the database of {@code factory}, and creates or checks its tables as {@code schema} demands. */
    static SharedDatabase prepare(SessionFactory factory, SchemaAction schema) {
        SharedDatabase found = inTransaction(factory, connection -> recognize(connection, factory));
        Tables tables = found.tables();
        switch (schema) {
            case CREATE -> makeTables(work -> inTransaction(factory, work), tables);
            case VALIDATE ->
                Tables.check(
                        inTransaction(factory, tables::differences),
                        found.database().name());
            case NONE -> {}
        }
        return found;
    }

    /** Runs work in a transaction of its own. */
    @FunctionalInterface
    private interface Transactions {
        boolean run(ReturningWork<Boolean> work);
    }

    /**
     * Creates the tables before a unit has a factory. Does nothing if the database is not supported.
     *
     * @param unit stands for the unit, as for {@link SharedDatabase.Recognizer}
     */
    public static void makeTables(JdbcConnectionAccess connections, Object unit) {
        Transactions transactions = work -> inTransaction(connections, work);
        Tables[] found = new Tables[1];
        transactions.run(connection -> {
            found[0] = find(connection, unit).map(SharedDatabase::tables).orElse(null);
            return true;
        });
        if (found[0] != null) {
            makeTables(transactions, found[0]);
        }
    }

    private static <T> T inTransaction(JdbcConnectionAccess connections, ReturningWork<T> work) {
        try {
            Connection connection = connections.obtainConnection();
            try {
                boolean committing = connection.getAutoCommit();
                connection.setAutoCommit(false);
                try {
                    T result = work.execute(connection);
                    connection.commit();
                    return result;
                } catch (Throwable e) {
                    connection.rollback();
                    throw e;
                } finally {
                    connection.setAutoCommit(committing);
                }
            } finally {
                connections.releaseConnection(connection);
            }
        } catch (SQLException e) {
            throw new StorageFailureException("Preparing the tables failed: " + OpeningError.reason(e), e);
        }
    }

    /** Returns the database of a connection, or empty if it is not supported. */
    public static Optional<SharedDatabase> find(Connection connection, Object unit) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        SharedDatabase.Recognizer recognizer = DATABASES.get(product == null ? "" : product.toLowerCase(Locale.ROOT));
        return recognizer == null ? Optional.empty() : Optional.of(recognizer.of(connection, unit));
    }

    private static SharedDatabase recognize(Connection connection, SessionFactory factory) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        String name = product == null ? "" : product;
        SharedDatabase found = find(connection, factory)
                .orElseThrow(() -> new ConfigurationException("The database '" + name + "' is not supported. Supported"
                        + " are "
                        + DATABASES.keySet().stream().sorted().collect(Collectors.joining(", ")) + "."));
        Optional<String> setting = found.schemaSetting();
        if (setting.isPresent()) {
            checkSchema(connection, factory, setting.get());
        }
        found.advice(connection, pool(factory)).forEach(each -> LOG.log(System.Logger.Level.WARNING, each));
        return found;
    }

    /**
     * Checks that the connections are in the schema that the unit sets for its entities, because the store's own SQL
     * uses the schema of the connection.
     */
    private static void checkSchema(Connection connection, SessionFactory factory, String setting) throws SQLException {
        Object said = factory.getProperties().get(MappingSettings.DEFAULT_SCHEMA);
        boolean mapped = factory.getMetamodel().getEntities().stream()
                .anyMatch(each -> each.getJavaType() == StoredObject.class);
        if (said != null && mapped && !said.toString().equalsIgnoreCase(connection.getSchema())) {
            throw new ConfigurationException("The property " + MappingSettings.DEFAULT_SCHEMA + " is " + said
                    + ", and connections are in the schema " + connection.getSchema()
                    + ": documents would be stored in the one and read as entities in the other. Let connections begin"
                    + " in " + said + " (" + setting + "=" + said
                    + " in the JDBC URL), or set sepia.mapping to false.");
        }
    }

    private static Class<?> pool(SessionFactory factory) {
        return factory.unwrap(SessionFactoryImplementor.class)
                .getServiceRegistry()
                .requireService(ConnectionProvider.class)
                .getClass();
    }

    /**
     * Creates the tables. Other processes may do the same concurrently; attempts that fail are repeated until the
     * tables are complete. In this process one store does so at a time, because not every database compiles statements
     * reliably while another session alters the table.
     */
    private static void makeTables(Transactions transactions, Tables tables) {
        MAKING.lock();
        try {
            makeTablesAlone(transactions, tables);
        } finally {
            MAKING.unlock();
        }
    }

    private static void makeTablesAlone(Transactions transactions, Tables tables) {
        for (int attempt = 1; ; attempt++) {
            try {
                if (transactions.run(tables::areComplete)) {
                    return;
                }
                transactions.run(connection -> {
                    tables.complete(connection);
                    return true;
                });
            } catch (StorageFailureException | StorageBusyException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
    }

    private static <T> T inTransaction(SessionFactory factory, ReturningWork<T> work) {
        return inTransaction(factory, "Preparing the tables", work);
    }

    /** Runs {@code work} in a transaction of its own. */
    static <T> T inTransaction(SessionFactory factory, String doing, ReturningWork<T> work) {
        try {
            StoreSession session = HibernateSession.begin(factory);
            try {
                T result = session.doReturningWork(work);
                session.commit();
                session.close();
                return result;
            } catch (Throwable e) {
                session.abandon(e);
                throw e;
            }
        } catch (PersistenceException e) {
            throw new StorageFailureException(doing + " failed: " + OpeningError.reason(e), e);
        }
    }
}

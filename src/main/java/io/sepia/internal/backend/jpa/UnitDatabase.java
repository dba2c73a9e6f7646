package io.sepia.internal.backend.jpa;

import io.sepia.error.ConfigurationException;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.h2.H2Advice;
import io.sepia.internal.backend.h2.H2Database;
import io.sepia.internal.backend.hibernate.StoreSession;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.ReferenceGate;
import io.sepia.internal.backend.sql.SchemaAction;
import io.sepia.internal.backend.sql.ServerSchema;
import io.sepia.internal.backend.sql.Tables;
import io.sepia.internal.backend.sqlite.SqliteDatabase;
import io.sepia.jpa.StoredObject;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;

/**
 * The database of an application's persistence unit, with the store's tables in it.
 *
 * @param database what it is
 * @param sqlite what is to be known besides, if it is SQLite
 * @param gate what keeps writers apart where they run beside each other
 */
record UnitDatabase(
        Database database,
        @Nullable SqliteUnit sqlite,
        @Nullable ReferenceGate gate) {
    private static final System.Logger LOG = System.getLogger(UnitDatabase.class.getName());
    private static final ReentrantLock MAKING = new ReentrantLock();
    private static final int ATTEMPTS = 40;
    private static final long PAUSE_MILLIS = 50;

    /** Work on a connection that is in a transaction. */
    private interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Recognises the database of {@code factory}, and makes its tables or looks at them, as {@code schema} says. */
    static UnitDatabase prepare(SessionFactory factory, SchemaAction schema) {
        UnitDatabase found = inTransaction(factory, connection -> recognise(connection, factory));
        Tables tables = found.sqlite == null ? new ServerSchema(found.database) : found.sqlite;
        switch (schema) {
            case CREATE -> makeTables(factory, tables);
            case VALIDATE -> Tables.check(inTransaction(factory, tables::differences), found.database.name());
            case NONE -> {}
        }
        return found;
    }

    private static UnitDatabase recognise(Connection connection, SessionFactory factory) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        String name = product == null ? "" : product;
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "h2" -> {
                checkSchema(connection, factory);
                warn(H2Advice.about(connection));
                yield new UnitDatabase(H2Database.INSTANCE, null, ReferenceGate.of(H2Database.identity(connection)));
            }
            case "sqlite" -> {
                warn(SqliteAdvice.about(connection, pool(factory)));
                yield new UnitDatabase(SqliteDatabase.INSTANCE, SqliteUnit.of(connection, factory), null);
            }
            default ->
                throw new ConfigurationException(
                        "The database '" + name + "' is not supported. Supported are H2 and SQLite.");
        };
    }

    /** The store's SQL goes where connections are, and that of entities where the unit says. */
    private static void checkSchema(Connection connection, SessionFactory factory) throws SQLException {
        Object said = factory.getProperties().get(MappingSettings.DEFAULT_SCHEMA);
        boolean mapped = factory.getMetamodel().getEntities().stream()
                .anyMatch(each -> each.getJavaType() == StoredObject.class);
        if (said != null && mapped && !said.toString().equalsIgnoreCase(connection.getSchema())) {
            throw new ConfigurationException("The property " + MappingSettings.DEFAULT_SCHEMA + " is " + said
                    + ", and connections are in the schema " + connection.getSchema()
                    + ": documents would be stored in the one and read as entities in the other. Let connections begin"
                    + " in " + said + " (H2: SCHEMA=" + said + " in the JDBC URL), or set sepia.mapping to false.");
        }
    }

    private static Class<?> pool(SessionFactory factory) {
        return factory.unwrap(SessionFactoryImplementor.class)
                .getServiceRegistry()
                .requireService(ConnectionProvider.class)
                .getClass();
    }

    private static void warn(List<String> advice) {
        advice.forEach(each -> LOG.log(System.Logger.Level.WARNING, each));
    }

    /**
     * Whoever else makes the tables meanwhile: both find them made. In this process one store does it at a time,
     * because H2 compiles no statement reliably while another session alters the table.
     */
    private static void makeTables(SessionFactory factory, Tables tables) {
        MAKING.lock();
        try {
            makeTablesAlone(factory, tables);
        } finally {
            MAKING.unlock();
        }
    }

    private static void makeTablesAlone(SessionFactory factory, Tables tables) {
        for (int attempt = 1; ; attempt++) {
            try {
                if (inTransaction(factory, tables::areComplete)) {
                    return;
                }
                inTransaction(factory, connection -> {
                    tables.complete(connection);
                    return true;
                });
            } catch (StorageFailureException | StorageBusyException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void pause(RuntimeException reason) {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw reason;
        }
    }

    private static <T> T inTransaction(SessionFactory factory, Work<T> work) {
        try {
            StoreSession session = StoreSession.begin(factory);
            try {
                T result = session.doReturningWork(work::run);
                session.commit();
                session.close();
                return result;
            } catch (Throwable e) {
                session.abandon(e);
                throw e;
            }
        } catch (PersistenceException e) {
            throw new StorageFailureException("Preparing the tables failed: " + e.getMessage(), e);
        }
    }
}

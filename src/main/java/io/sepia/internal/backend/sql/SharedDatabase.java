package io.sepia.internal.backend.sql;

import io.sepia.report.StorageStats.FileStats;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The database of an application, in which a store has its tables. A new database must implement this interface. There
 * is one instance for each store. Thread-safe.
 */
public interface SharedDatabase {
    @FunctionalInterface
    interface Recognizer {
        /**
         * Examines one of the application's connections; the others are assumed to be alike.
         *
         * @param unit identifies the application's connections, for a database that only they can reach
         */
        SharedDatabase of(Connection connection, Object unit) throws SQLException;
    }

    /** Returns the SQL and the errors of the database. */
    Database database();

    default Tables tables() {
        return new ServerSchema(database());
    }

    /**
     * Returns warnings about settings of the application's connections that risk lost commits or futile waits.
     *
     * @param pool the class of the connection provider
     * @return one message for each such setting, with the remedy
     */
    List<String> advice(Connection connection, Class<?> pool) throws SQLException;

    /**
     * Returns the setting of a JDBC URL that selects the schema, for the message about a unit whose entities are in
     * another schema. Empty if the database has no schemas.
     */
    default Optional<String> schemaSetting() {
        return Optional.empty();
    }

    /** Returns the queue of this process that the store's own transactions enter before they write. */
    default WriteQueue writeQueue() {
        return WriteQueue.NONE;
    }

    /** Returns the rules that the database does not enforce by itself. */
    StoreRules rules();

    /** Reads the statistics of the database's file on {@code connection}; empty if the database has none. */
    default Optional<FileStats> fileStats(Connection connection) throws SQLException {
        return Optional.empty();
    }
}

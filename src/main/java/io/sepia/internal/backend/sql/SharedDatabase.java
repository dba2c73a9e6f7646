package io.sepia.internal.backend.sql;

import io.sepia.report.StorageStats.FileStats;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The database of an application, with the tables of a store among its own: all that a new database must supply. One
 * for each store. Thread-safe.
 */
public interface SharedDatabase {
    /** Makes one for a database that was recognized. */
    @FunctionalInterface
    interface Recognizer {
        /**
         * Looks at one of the connections, and takes the others to be like it.
         *
         * @param unit identifies the application's connections, for a database that no other connections lead to
         */
        SharedDatabase of(Connection connection, Object unit) throws SQLException;
    }

    /** Its SQL and its errors. */
    Database database();

    /** Its tables. */
    default Tables tables() {
        return new ServerSchema(database());
    }

    /**
     * Says how the application's connections may lose commits or wait in vain.
     *
     * @param pool the class that gives the connections
     * @return a sentence for each thing that should be different, with the remedy
     */
    List<String> advice(Connection connection, Class<?> pool) throws SQLException;

    /**
     * How the JDBC URL of a connection names its schema, for the message about a unit whose entities are in another
     * one; empty if the database has no schemas.
     */
    default Optional<String> schemaSetting() {
        return Optional.empty();
    }

    /** What the store's own transactions acquire in this process before they begin to write. */
    default WriteQueue writeQueue() {
        return WriteQueue.NONE;
    }

    /** The rules that the database does not enforce by itself. */
    StoreRules rules();

    /** What the database says of its file through {@code connection}; empty if it has nothing to say. */
    default Optional<FileStats> fileStats(Connection connection) throws SQLException {
        return Optional.empty();
    }
}

package io.sepia.internal.backend.sqlite;

import io.sepia.error.ConfigurationException;
import io.sepia.internal.backend.sqlite.connection.SqliteSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteConnection;

/** What an application's own connections to SQLite are missing, and what to do about it. */
final class SqliteAdvice {
    private static final String BUILT_IN_POOL = "DriverManagerConnectionProvider";
    private static final long SHORT_MILLIS = 1_000;

    private SqliteAdvice() {}

    /**
     * Implements {@link io.sepia.internal.backend.sql.SharedDatabase#advice}.
     *
     * @throws ConfigurationException if each connection has a database of its own
     */
    static List<String> about(Connection connection, Class<?> pool) throws SQLException {
        List<String> advice = new ArrayList<>();
        if (SqliteUnit.mainFile(connection) == null) {
            checkShared(String.valueOf(connection.getMetaData().getURL()));
        } else {
            String journal = setting(connection, "journal_mode");
            if (!journal.equals("wal")) {
                advice.add("SQLite uses the journal mode " + journal + ", with which readers and writers wait for each"
                        + " other. Set journal_mode=WAL in the JDBC URL; the file keeps it.");
            }
        }
        long timeout = Long.parseLong(setting(connection, "busy_timeout"));
        if (timeout < SHORT_MILLIS) {
            advice.add("SQLite waits " + timeout + " ms for a lock, and then fails with SQLITE_BUSY. Set"
                    + " busy_timeout=5000 in the JDBC URL.");
        }
        String synchronous = setting(connection, "synchronous");
        if (synchronous.equals("0")) {
            advice.add("SQLite runs with synchronous=OFF, and a power cut may destroy the file. Set synchronous=FULL in"
                    + " the JDBC URL.");
        } else if (synchronous.equals("1")) {
            advice.add("SQLite runs with synchronous=NORMAL, and a power cut may take back the last commits. Set"
                    + " synchronous=FULL in the JDBC URL, unless that is acceptable.");
        }
        if (setting(connection, "foreign_keys").equals("0")) {
            advice.add(
                    "SQLite does not enforce the foreign keys of the application's tables. Set foreign_keys=on in the"
                            + " JDBC URL.");
        }
        if (connection.isWrapperFor(SQLiteConnection.class)) {
            TransactionMode mode = connection
                    .unwrap(SQLiteConnection.class)
                    .getConnectionConfig()
                    .getTransactionMode();
            if (mode != TransactionMode.DEFERRED) {
                advice.add(
                        "The driver begins transactions in the mode " + mode + ", also the one that follows a commit:"
                                + " an idle connection keeps everybody from writing, and a commit that took place may be"
                                + " reported as failed. Remove transaction_mode from the JDBC URL.");
            }
        }
        if (pool.getSimpleName().equals(BUILT_IN_POOL)) {
            advice.add(
                    "Connections come from Hibernate's built-in pool, which is not meant for production. Use HikariCP"
                            + " (hibernate-hikaricp), or the store's own connections.");
        }
        return advice;
    }

    private static void checkShared(String url) {
        if (!url.contains("cache=shared")) {
            throw new ConfigurationException(
                    "The SQLite database " + url + " is in memory, where each connection of the"
                            + " pool has a database of its own, and only one of them would have the store's tables. Use a file;"
                            + " a database that all connections share (jdbc:sqlite:file:app?mode=memory&cache=shared); or, for"
                            + " tests, Storage.open(\"memory\", Map.of()).");
        }
    }

    private static String setting(Connection connection, String name) throws SQLException {
        return String.valueOf(SqliteSettings.query(connection, "PRAGMA " + name))
                .toLowerCase(Locale.ROOT);
    }
}

package io.sepia.internal.backend.sqlite.connection;

import io.sepia.report.StorageStats.FileStats;
import java.sql.Connection;
import java.sql.SQLException;

/** Reads SQLite's statistics of a file. */
public final class SqliteStats {
    private SqliteStats() {}

    public static FileStats of(Connection connection, String path) throws SQLException {
        long pageBytes = number(connection, "page_size");
        return new FileStats(
                path,
                number(connection, "page_count") * pageBytes,
                number(connection, "freelist_count") * pageBytes,
                pageBytes,
                String.valueOf(SqliteSettings.query(connection, "PRAGMA journal_mode")),
                (int) number(connection, "user_version"));
    }

    private static long number(Connection connection, String pragma) throws SQLException {
        return Long.parseLong(String.valueOf(SqliteSettings.query(connection, "PRAGMA " + pragma)));
    }
}

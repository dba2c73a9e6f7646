package io.sepia.internal.backend.jpa;

import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.hibernate.StoreSession;
import io.sepia.internal.backend.sql.Tables;
import io.sepia.internal.backend.sqlite.SqliteDatabase;
import io.sepia.internal.backend.sqlite.SqliteSchema;
import io.sepia.internal.backend.sqlite.connection.SqliteFile;
import io.sepia.internal.backend.sqlite.connection.SqliteSettings;
import io.sepia.internal.backend.sqlite.connection.SqliteStats;
import io.sepia.internal.backend.sqlite.connection.WriterLock;
import io.sepia.report.StorageStats.FileStats;
import jakarta.persistence.PersistenceException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * SQLite through the connections of an application. Transactions of the store that write take turns in this process
 * before they ask for SQLite's own lock, which waiting for is a matter of luck; the application's own do not.
 */
final class SqliteUnit implements Tables {
    private final String file;
    private final Object identity;
    private final long busyTimeoutMillis;

    private SqliteUnit(String file, Object identity, long busyTimeoutMillis) {
        this.file = file;
        this.identity = identity;
        this.busyTimeoutMillis = busyTimeoutMillis;
    }

    /** Looks at one of the connections, and takes the others to be like it. */
    static SqliteUnit of(Connection connection, SessionFactory factory) throws SQLException {
        String path = mainFile(connection);
        String timeout = SqliteSettings.query(connection, "PRAGMA busy_timeout");
        return new SqliteUnit(
                path == null ? "SQLite in memory" : path,
                path == null ? factory : SqliteFile.identity(Path.of(path)),
                timeout == null ? 0 : Long.parseLong(timeout));
    }

    /** The path of the database's file; null if it has none. */
    static @Nullable String mainFile(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA database_list")) {
            while (rows.next()) {
                String path = rows.getString(3);
                if (rows.getString(2).equals("main") && path != null && !path.isEmpty()) {
                    return path;
                }
            }
            return null;
        }
    }

    /** A place among all in this process who take turns at writing to the file; to be left at the end. */
    Turns turns() {
        return new Turns(WriterLock.join(identity));
    }

    /** What SQLite says of the file, through a connection of {@code factory}. */
    FileStats stats(SessionFactory factory) {
        StoreSession session = StoreSession.begin(factory);
        try {
            FileStats stats = session.doReturningWork(connection -> SqliteStats.of(connection, file));
            session.rollback();
            session.close();
            return stats;
        } catch (PersistenceException e) {
            session.abandon(e);
            throw new StorageFailureException("Examining " + file + " failed: " + e.getMessage(), e);
        }
    }

    /** Turns at writing. */
    final class Turns {
        private final WriterLock lock;

        private Turns(WriterLock lock) {
            this.lock = lock;
        }

        /**
         * Waits for the turn as long as SQLite would wait for its lock.
         *
         * @return how long it waited, in nanoseconds
         */
        long acquire() {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(busyTimeoutMillis);
            return lock.acquire(deadline, busyTimeoutMillis, file);
        }

        void release() {
            lock.release();
        }

        void leave() {
            lock.leave();
        }
    }

    @Override
    public boolean areComplete(Connection connection) throws SQLException {
        return SqliteSchema.checkShared(connection, file)
                == SqliteDatabase.INSTANCE.schema().size();
    }

    @Override
    public void complete(Connection connection) throws SQLException {
        SqliteSchema.migrateShared(connection, file);
    }

    @Override
    public List<String> differences(Connection connection) throws SQLException {
        return SqliteSchema.differences(connection);
    }
}

package io.sepia.internal.backend.sqlite;

import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.SharedDatabase;
import io.sepia.internal.backend.sql.StoreRules;
import io.sepia.internal.backend.sql.Tables;
import io.sepia.internal.backend.sql.WriteQueue;
import io.sepia.internal.backend.sqlite.connection.FileIdentity;
import io.sepia.internal.backend.sqlite.connection.SqliteSettings;
import io.sepia.internal.backend.sqlite.connection.SqliteStats;
import io.sepia.internal.backend.sqlite.connection.WriterLock;
import io.sepia.report.StorageStats.FileStats;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * SQLite through the connections of an application. The store's own transactions that write queue in this process
 * before they acquire SQLite's write lock, which is not granted fairly; those of the application do not.
 */
public final class SqliteUnit implements SharedDatabase, Tables {
    private final String file;
    private final Object identity;
    private final long busyTimeoutMillis;

    private SqliteUnit(String file, Object identity, long busyTimeoutMillis) {
        this.file = file;
        this.identity = identity;
        this.busyTimeoutMillis = busyTimeoutMillis;
    }

    /** As {@link SharedDatabase.Recognizer} says. */
    public static SqliteUnit of(Connection connection, Object unit) throws SQLException {
        String path = mainFile(connection);
        String timeout = SqliteSettings.query(connection, "PRAGMA busy_timeout");
        return new SqliteUnit(
                path == null ? "SQLite in memory" : path,
                path == null ? unit : FileIdentity.of(Path.of(path)),
                timeout == null ? 0 : Long.parseLong(timeout));
    }

    /** The path of the database's file; null if it has none. */
    static @Nullable String mainFile(Connection connection) throws SQLException {
        String path = SqliteSettings.query(connection, "SELECT file FROM pragma_database_list WHERE name = 'main'");
        return path == null || path.isEmpty() ? null : path;
    }

    @Override
    public Database database() {
        return SqliteDatabase.INSTANCE;
    }

    @Override
    public Tables tables() {
        return this;
    }

    @Override
    public List<String> advice(Connection connection, Class<?> pool) throws SQLException {
        return SqliteAdvice.about(connection, pool);
    }

    @Override
    public StoreRules rules() {
        return StoreRules.BY_DATABASE;
    }

    @Override
    public Optional<FileStats> fileStats(Connection connection) throws SQLException {
        return Optional.of(SqliteStats.of(connection, file));
    }

    /** A place among all stores of this process that write to the file. */
    @Override
    public WriteQueue writeQueue() {
        WriterLock lock = WriterLock.join(identity, "The file " + file);
        return new WriteQueue() {
            @Override
            public long acquire() {
                long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(busyTimeoutMillis);
                return lock.acquire(deadline, busyTimeoutMillis, file);
            }

            @Override
            public void release() {
                lock.release();
            }

            @Override
            public void leave() {
                lock.leave();
            }
        };
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
        return SqliteSchema.IN_FILE.differences(connection);
    }
}

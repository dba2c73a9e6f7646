package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.IncompatibleStoreException;
import io.sepia.internal.backend.sql.SchemaAction;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** Opens a file, as {@link SqliteConnections#open} says. */
record SqliteOpening(SqliteFile file, SqliteSettings settings, FileTables tables, SchemaAction schema) {
    SqliteConnections open() {
        NetworkFileSystems.check(
                file.fileSystemType(),
                file.toString(),
                settings.isWriteAheadLog(),
                settings.allowsNetworkFileSystem() || settings.readOnly());
        // The lock comes first: closing a connection would release the locks of another copy of the library.
        WriterLock lock = file.exists() ? join() : null;
        try {
            return open(lock);
        } catch (Throwable e) {
            if (lock != null) {
                lock.leave();
            }
            throw e;
        }
    }

    private WriterLock join() {
        return WriterLock.join(file.identity(), "The file " + file);
    }

    /** @param held the lock of the file if it exists */
    private SqliteConnections open(@Nullable WriterLock held) {
        try {
            FileGuard guard = held == null ? null : file.pin(settings.isWriteAheadLog());
            SqliteInspection inspection = new SqliteInspection(file, settings, tables);
            if (schema == SchemaAction.VALIDATE) {
                inspection.validate();
            }
            boolean looking = schema != SchemaAction.NONE;
            boolean empty = !file.exists() || looking && inspection.step() == 0;
            if (settings.readOnly()) {
                if (empty || held == null || guard == null) {
                    throw new IncompatibleStoreException("The file " + file
                            + " is empty, and read_only=true does not create a store. Open it without read_only.");
                }
                return new SqliteConnections(file, guard, settings, held, null);
            }
            SqliteConnection writer = file.open(false, true);
            try {
                settings.apply(writer, false);
                settings.applyJournalMode(writer);
                FileGuard guarding = guard == null ? file.pin(settings.isWriteAheadLog()) : guard;
                writer.guard(guarding);
                WriterLock lock = held == null ? join() : held;
                try {
                    lock.acquire(settings.busyDeadline(), settings.busyTimeoutMillis(), file.toString());
                    try {
                        if (schema == SchemaAction.CREATE) {
                            tables.migrate(writer, file.toString());
                        }
                    } finally {
                        lock.release();
                    }
                    return new SqliteConnections(file, guarding, settings, lock, writer).watching();
                } catch (Throwable e) {
                    if (held == null) {
                        lock.leave();
                    }
                    throw e;
                }
            } catch (Throwable e) {
                writer.closeAfter(e);
                throw e;
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private RuntimeException failed(SQLException error) {
        if (SqliteErrors.code(error) == SQLiteErrorCode.SQLITE_NOTADB) {
            return new IncompatibleStoreException(
                    "The file " + file + " is not a SQLite database. It was left untouched; choose another path.",
                    error);
        }
        return SqliteErrors.translate("Opening " + file, error);
    }
}

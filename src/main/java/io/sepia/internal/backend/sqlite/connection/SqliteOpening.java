package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.IncompatibleStoreException;
import io.sepia.internal.backend.sql.SchemaAction;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** Opens a file, as {@link SqliteConnections#open} says. */
record SqliteOpening(SqliteFile file, SqliteSettings settings, FileTables tables, SchemaAction schema) {
    SqliteConnections open() {
        NetworkFileSystems.check(
                file.fileSystemType(),
                file.toString(),
                settings.isWriteAheadLog(),
                settings.allowsNetworkFileSystem() || settings.readOnly());
        try {
            SqliteInspection inspection = new SqliteInspection(file, settings, tables);
            if (schema == SchemaAction.VALIDATE) {
                inspection.validate();
            }
            boolean looking = schema != SchemaAction.NONE;
            boolean empty = !file.exists() || looking && inspection.step() == 0;
            if (settings.readOnly()) {
                if (empty) {
                    throw new IncompatibleStoreException("The file " + file
                            + " is empty, and read_only=true does not create a store. Open it without read_only.");
                }
                return new SqliteConnections(file, settings, WriterLock.join(file.identity()), null);
            }
            SqliteConnection writer = file.open(false, true);
            try {
                settings.apply(writer, false);
                settings.applyJournalMode(writer);
                WriterLock lock = WriterLock.join(file.identity());
                try {
                    lock.acquire(settings.busyDeadline(), settings.busyTimeoutMillis(), file.toString());
                    try {
                        if (schema == SchemaAction.CREATE) {
                            tables.migrate(writer, file.toString());
                        }
                    } finally {
                        lock.release();
                    }
                    return new SqliteConnections(file, settings, lock, writer).watching();
                } catch (Throwable e) {
                    lock.leave();
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

package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.IncompatibleStoreException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.sql.SchemaAction;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.NativeLibraryNotFoundException;
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
            Optional<UncleanEnd> unclean = settings.readOnly() ? Optional.empty() : UncleanEnd.of(file, tables);
            unclean.ifPresent(UncleanEnd::examineLog);
            FileGuard guard = held == null ? null : file.pin(settings.isWriteAheadLog());
            SqliteInspection inspection = new SqliteInspection(file, settings, tables);
            if (schema == SchemaAction.VALIDATE) {
                inspection.validate();
            }
            boolean looking = schema != SchemaAction.NONE;
            int step = !file.exists() ? 0 : looking ? inspection.step() : tables.latest();
            boolean empty = !file.exists() || step == 0;
            if (settings.readOnly()) {
                if (empty || held == null || guard == null) {
                    throw new IncompatibleStoreException("The file " + file
                            + " is empty, and read_only=true does not create a store. Open it without read_only.");
                }
                if (step < tables.oldestReadable()) {
                    throw new IncompatibleStoreException("The file " + file + " is at migration " + step
                            + ", which an older version of the library made, and reading needs migration "
                            + tables.oldestReadable()
                            + ". Open it once for writing, which completes its tables: without read_only, or by a"
                            + " command that writes, such as index rebuild. It was left untouched.");
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
                            if (step > 0 && step < tables.latest() && tables.ownFile()) {
                                new FileBackup(tables).keepBeforeMigration(file);
                            }
                            tables.migrate(writer, file.toString());
                        }
                        if (unclean.isPresent() && step > 0) {
                            unclean.get().examineDocuments(writer);
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

    private static String unpacked() {
        String chosen = System.getProperty("org.sqlite.tmpdir");
        return chosen == null ? System.getProperty("java.io.tmpdir") + " (java.io.tmpdir)" : chosen;
    }

    private RuntimeException failed(SQLException error) {
        if (SqliteErrors.code(error) == SQLiteErrorCode.SQLITE_NOTADB) {
            return new IncompatibleStoreException(
                    "The file " + file + " is not a SQLite database. It was left untouched; choose another path.",
                    error);
        }
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof NativeLibraryNotFoundException || cause instanceof UnsatisfiedLinkError) {
                return new StorageFailureException(
                        "The native library of the SQLite driver could not be loaded, so " + file
                                + " was not opened: " + cause.getMessage() + ". The driver unpacks the library to the"
                                + " directory " + unpacked() + ", which must exist, be writable and permit programs to"
                                + " run (no mount option noexec). Name another directory by the system property"
                                + " org.sqlite.tmpdir, or install the library and name its directory by"
                                + " org.sqlite.lib.path.",
                        error);
            }
        }
        if (SqliteErrors.needsRollback(error)) {
            return new StorageFailureException(
                    "A process that was killed has left an unfinished transaction in " + file
                            + ", which a reader cannot roll back. Open it once for writing.",
                    error);
        }
        SQLiteErrorCode code = SqliteErrors.code(error);
        if (settings.readOnly()
                && (code == SQLiteErrorCode.SQLITE_CANTOPEN || code == SQLiteErrorCode.SQLITE_READONLY)) {
            return new StorageFailureException(
                    "The file " + file + " cannot be read by this user: it is in WAL mode, in which readers write to"
                            + " files beside it, and the directory is not writable. Keep it open by a user who may"
                            + " write, copy it, set its journal mode to DELETE (journal_mode=DELETE), or remove the"
                            + " permission to write the file and its directory from all users.",
                    error);
        }
        return SqliteErrors.translate("Opening " + file, error);
    }
}

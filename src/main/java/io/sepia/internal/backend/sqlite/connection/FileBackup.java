package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.IncompatibleStoreException;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.CompleteFile;
import io.sepia.internal.backend.Throttle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.core.DB;

/**
 * Copies, checks and replaces files of stores by SQLite's backup API. Java never opens the files, because closing them
 * would release SQLite's locks. See decision 0192.
 */
public final class FileBackup {
    private static final String KEPT = ".before-migration";
    /** With names of up to four bytes for a character, the name of the copy and its journal fits into 255 bytes. */
    private static final int LONGEST_KEPT = 50;

    private static final int STEP_PAGES = 256;
    private static final int BUSY_MILLIS = 100;
    private static final int BUSY_TIMES = 50;

    private final FileTables tables;

    /** @param tables the tables that a store in a file has */
    public FileBackup(FileTables tables) {
        this.tables = tables;
    }

    /** Implements {@link io.sepia.internal.backend.FileCopy#copyTo} for the store of {@code provider}. */
    public void copy(
            SqliteConnectionProvider provider, Path copy, long bytesPerSecond, BiConsumer<Long, Long> progress) {
        Runnable ended = provider.connections().reads().begin();
        try (SqliteConnection source = provider.file().open(true, false)) {
            provider.settings().apply(source, true);
            copy(source, copy, bytesPerSecond, progress);
            verify(copy);
        } catch (SQLException e) {
            throw SqliteErrors.translate("Copying " + provider.file() + " to " + copy, e);
        } finally {
            ended.run();
        }
    }

    /** Copies a file that is no store's now. */
    private static void copy(Path file, Path copy) {
        try (SqliteConnection source = SqliteFile.check(file, true).open(true, false)) {
            copy(source, copy, 0, (done, total) -> {});
        } catch (SQLException e) {
            throw SqliteErrors.translate("Copying " + file + " to " + copy, e);
        }
    }

    /**
     * Keeps a copy of a file beside it, before its tables are migrated. Replaces the copy of an earlier migration. The
     * copy may be as damaged as the file, so that a migration needs no sound file. See decision 0194.
     *
     * @throws StorageFailureException if the disk is full, for example; nothing is migrated then
     */
    void keepBeforeMigration(SqliteFile file) {
        Path kept = beforeMigration(file.path());
        Path part = kept.resolveSibling("." + kept.getFileName() + "." + UUID.randomUUID() + ".part");
        try (SqliteConnection source = file.open(true, false)) {
            copy(source, part, 0, (done, total) -> {});
            // Another process may have migrated the file, and has kept a copy then.
            if (step(part) < tables.latest()) {
                CompleteFile.replace(part, kept);
            }
        } catch (SQLException | IOException e) {
            throw new StorageFailureException(
                    "The file " + file + " is of an older version, and its tables were not migrated, because the copy "
                            + kept + " cannot be made: " + e.getMessage() + ". See that the disk has room for it.",
                    e);
        } finally {
            delete(part);
        }
    }

    private static Path beforeMigration(Path file) {
        String name = String.valueOf(file.getFileName());
        return file.toAbsolutePath()
                .resolveSibling((name.length() > LONGEST_KEPT ? name.substring(0, LONGEST_KEPT) : name) + KEPT);
    }

    private int step(Path copy) throws SQLException {
        try (SqliteConnection connection = SqliteFile.check(copy, true).open(true, false)) {
            connection.begin(Access.READ_ONLY);
            int step = tables.check(connection, copy.toString());
            connection.commit();
            return step;
        }
    }

    private static void copy(SqliteConnection source, Path copy, long bytesPerSecond, BiConsumer<Long, Long> progress)
            throws SQLException {
        boolean complete = false;
        try {
            long pageBytes = number(source, "PRAGMA page_size");
            // The copy is of this moment: SQLite would begin again after each commit of another connection.
            source.begin(Access.READ_ONLY);
            number(source, "SELECT count(*) FROM sqlite_schema");
            Observer observer = new Observer(pageBytes, new Throttle(bytesPerSecond), progress);
            check(source.getDatabase().backup("main", copy.toString(), observer, BUSY_MILLIS, BUSY_TIMES, STEP_PAGES));
            source.commit();
            observer.rethrow();
            keepInOneFile(copy);
            complete = true;
        } finally {
            if (!complete) {
                delete(copy);
            }
        }
    }

    /** Reports progress. The driver cannot bear exceptions here, so the first one is thrown later. */
    private static final class Observer implements DB.ProgressObserver {
        private final long pageBytes;
        private final Throttle throttle;
        private final BiConsumer<Long, Long> progress;
        private @Nullable RuntimeException failure;

        Observer(long pageBytes, Throttle throttle, BiConsumer<Long, Long> progress) {
            this.pageBytes = pageBytes;
            this.throttle = throttle;
            this.progress = progress;
        }

        @Override
        public void progress(int remaining, int pages) {
            if (failure == null) {
                try {
                    progress.accept((pages - remaining) * pageBytes, pages * pageBytes);
                    throttle.at((pages - remaining) * pageBytes);
                } catch (RuntimeException e) {
                    failure = e;
                }
            }
        }

        void rethrow() {
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** A file in WAL mode could not be read in a directory that is not writable. */
    private static void keepInOneFile(Path copy) throws SQLException {
        try (SqliteConnection connection = SqliteFile.check(copy, false).open(false, false)) {
            SqliteSettings.query(connection, "PRAGMA journal_mode = DELETE");
        }
    }

    private static void check(int code) throws SQLException {
        SQLiteErrorCode error = SQLiteErrorCode.getErrorCode(code);
        if (error != SQLiteErrorCode.SQLITE_OK && error != SQLiteErrorCode.SQLITE_DONE) {
            throw new SQLiteException(error.message, error);
        }
    }

    private static long number(SqliteConnection connection, String sql) throws SQLException {
        return Long.parseLong(String.valueOf(SqliteSettings.query(connection, sql)));
    }

    private static void delete(Path copy) {
        try {
            Files.deleteIfExists(copy);
            Files.deleteIfExists(copy.resolveSibling(copy.getFileName() + "-journal"));
        } catch (IOException e) {
            throw new StorageFailureException("The incomplete copy " + copy + " cannot be deleted. Delete it.", e);
        }
    }

    /**
     * Checks that a file is a whole store: its structure, its tables, and the checksum of each document.
     *
     * @throws IncompatibleStoreException if it is not a store
     * @throws StorageException if it is damaged
     */
    public void verify(Path path) {
        SqliteFile file = SqliteFile.check(path, true);
        WriterLock lock = WriterLock.join(FileIdentity.ofAnyName(path), "The file " + path);
        try (SqliteConnection connection = file.open(true, false)) {
            if (!"delete".equals(SqliteSettings.query(connection, "PRAGMA journal_mode"))) {
                file.identity();
            }
            connection.begin(Access.READ_ONLY);
            if (tables.check(connection, path.toString()) == 0) {
                throw new IncompatibleStoreException("The file " + path + " is empty, and not the backup of a store.");
            }
            String found = SqliteSettings.query(connection, "PRAGMA integrity_check(1)");
            if (!"ok".equals(found)) {
                throw new StorageFailureException(
                        "The file " + path + " is damaged: SQLite finds " + found + ". Use another backup.");
            }
            tables.checkDocuments(connection, path.toString());
            connection.commit();
        } catch (SQLException e) {
            throw SqliteErrors.code(e) == SQLiteErrorCode.SQLITE_NOTADB
                    ? new IncompatibleStoreException("The file " + path + " is not a SQLite database.", e)
                    : SqliteErrors.translate("Checking " + path, e);
        } finally {
            lock.leave();
        }
    }

    /**
     * Replaces the contents of a store's file by those of another file, in one transaction of SQLite: if the process is
     * killed, the file has its former contents. Creates the file if it does not exist.
     *
     * @param progress receives the number of bytes written and of all bytes
     * @throws StorageBusyException if the file is in use
     * @throws IncompatibleStoreException if the file that would be replaced is not a store
     */
    public void replace(Path source, Path target, BiConsumer<Long, Long> progress) {
        verify(source);
        SqliteFile file = SqliteFile.check(target, false);
        if (!file.exists()) {
            create(source, target);
            return;
        }
        WriterLock lock = WriterLock.join(file.identity(), "The file " + target);
        try {
            if (lock.isShared()) {
                throw inUse(target, null);
            }
            try (SqliteConnection connection = file.open(false, false)) {
                tables.check(connection, target.toString());
                lockAlone(connection, target);
                Observer observer = new Observer(number(connection, "PRAGMA page_size"), new Throttle(0), progress);
                check(connection
                        .getDatabase()
                        .restore("main", source.toString(), observer, BUSY_MILLIS, BUSY_TIMES, STEP_PAGES));
                observer.rethrow();
            }
        } catch (SQLException e) {
            throw SqliteErrors.translate("Restoring " + source + " to " + target, e);
        } finally {
            lock.leave();
        }
    }

    private void create(Path source, Path target) {
        for (String suffix : new String[] {"-wal", "-journal", "-shm"}) {
            Path left = target.resolveSibling(target.getFileName() + suffix);
            if (Files.exists(left)) {
                throw new StorageFailureException("The file " + left + " of an earlier store is left beside " + target
                        + ", and SQLite would apply it to the restored file. Move it away first.");
            }
        }
        Path part = target.toAbsolutePath().resolveSibling("." + UUID.randomUUID() + ".part");
        try {
            copy(source, part);
            verify(part);
            CompleteFile.move(part, target);
        } catch (IOException e) {
            throw new StorageFailureException("The file " + target + " cannot be created: " + e.getMessage(), e);
        } finally {
            delete(part);
        }
    }

    /** Returns whether a file has several names, so that it cannot be opened as a store. */
    public static boolean hasSeveralNames(Path file) {
        try {
            return FileIdentity.names(file) > 1;
        } catch (IOException e) {
            throw new StorageFailureException("The file " + file + " cannot be examined: " + e.getMessage(), e);
        }
    }

    /** Acquires the exclusive lock, which no other connection may hold, and keeps it until the connection is closed. */
    private static void lockAlone(SqliteConnection connection, Path target) throws SQLException {
        try {
            String mode = SqliteSettings.query(connection, "PRAGMA journal_mode = DELETE");
            if (!"delete".equals(mode)) {
                throw inUse(target, null);
            }
            SqliteSettings.query(connection, "PRAGMA locking_mode = EXCLUSIVE");
            connection.begin(Access.READ_WRITE);
            connection.commit();
        } catch (SQLException e) {
            if (SqliteErrors.code(e) == SQLiteErrorCode.SQLITE_BUSY) {
                throw inUse(target, e);
            }
            throw e;
        }
    }

    private static StorageBusyException inUse(Path target, @Nullable SQLException e) {
        return new StorageBusyException(
                "The file " + target + " is in use, and was left untouched. Close the stores"
                        + " and programs that have it open, and restore again.",
                e);
    }
}

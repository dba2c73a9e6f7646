package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Examines a file that was not closed properly, before and after SQLite recovers it: whether its log hides
 * transactions, and whether the latest documents match their checksums. What is found is logged, and the file is
 * opened; a damaged log is copied first, because SQLite overwrites it. Takes at most about a second. See decision 0247.
 */
record UncleanEnd(Path path, Path log, FileTables tables) {
    private static final System.Logger LOG = System.getLogger(UncleanEnd.class.getName());

    /** The largest log that is examined. Java reads it in a fraction of a second. */
    private static final long LARGEST_LOG = 200_000_000;

    /**
     * Returns the file to examine; empty if it was closed properly, or if another connection of any process may have it
     * open.
     */
    static Optional<UncleanEnd> of(SqliteFile file, FileTables tables) {
        if (!file.exists() || !file.hasJournal()) {
            return Optional.empty();
        }
        try {
            ProcessLocks locks = ProcessLocks.of(file.path());
            return locks == null || locks.areHeldByAny()
                    ? Optional.empty()
                    : Optional.of(new UncleanEnd(file.path(), file.beside("-wal"), tables));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The locks on " + file + " cannot be read", e);
            return Optional.empty();
        }
    }

    /** Examines the log. Call it before SQLite opens the file. */
    void examineLog() {
        try {
            if (!Files.isRegularFile(log) || Files.size(log) > LARGEST_LOG) {
                return;
            }
            Optional<String> damage = LogDamage.of(log);
            if (damage.isPresent()) {
                Path copy = log.resolveSibling(log.getFileName() + ".damaged");
                Files.copy(log, copy, StandardCopyOption.REPLACE_EXISTING);
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} was not closed properly. {1}. The log was copied to {2}; compare the store with a backup.",
                        path,
                        damage.get(),
                        copy);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The write-ahead log " + log + " cannot be examined", e);
        }
    }

    /** Examines the latest documents. Call it when SQLite has recovered the file. */
    void examineDocuments(SqliteConnection connection) throws SQLException {
        try {
            tables.checkLatestDocuments(connection, path.toString());
        } catch (StorageException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} was not closed properly. {1}", path, e.getMessage());
        }
    }
}

package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.IncompatibleStoreException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.sql.Tables;
import java.sql.SQLException;
import java.util.List;

/** Inspects a file before anything is written to it. */
record SqliteInspection(SqliteFile file, SqliteSettings settings, FileTables tables) {
    /**
     * Returns the number of the latest migration of the store's tables.
     *
     * @return the number of the migration; 0 for an empty file
     * @throws IncompatibleStoreException if the file is not a store of this library
     */
    int step() throws SQLException {
        return inspect(connection -> {
            settings.apply(connection, true);
            // In one transaction, because another process may be creating the tables.
            connection.begin(Access.READ_ONLY);
            int step = tables.check(connection, file.toString());
            connection.commit();
            if (settings.readOnly()) {
                settings.applyJournalMode(connection);
            }
            return step;
        });
    }

    /**
     * Compares the tables with those that the store would create.
     *
     * @throws IncompatibleStoreException if they differ, with the differences, or if the file does not exist
     */
    void validate() throws SQLException {
        if (!file.exists()) {
            throw new IncompatibleStoreException("The file " + file + " does not exist" + Tables.REMEDY);
        }
        List<String> differences = inspect(connection -> {
            connection.begin(Access.READ_ONLY);
            List<String> found = tables.differences(connection);
            connection.commit();
            return found;
        });
        Tables.check(differences, file.toString());
    }

    private interface Inspection<T> {
        T run(SqliteConnection connection) throws SQLException;
    }

    private <T> T inspect(Inspection<T> inspection) throws SQLException {
        // If opened for writing, SQLite removes the files that reading creates next to the database, but also
        // completes unfinished transactions of other processes. So this opens for writing only if there is no
        // journal.
        boolean readOnly = settings.readOnly() || file.hasJournal();
        try (SqliteConnection connection = file.open(readOnly, false)) {
            return inspection.run(connection);
        } catch (SQLException e) {
            // A process that was killed has left a transaction half in the file, which cannot be read before SQLite has
            // rolled it back.
            if (settings.readOnly() || !SqliteErrors.needsRollback(e)) {
                throw e;
            }
        }
        try (SqliteConnection connection = file.open(false, false)) {
            return inspection.run(connection);
        }
    }
}

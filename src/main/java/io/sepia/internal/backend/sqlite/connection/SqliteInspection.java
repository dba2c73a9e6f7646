package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.IncompatibleStoreException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.sql.Tables;
import java.sql.SQLException;
import java.util.List;

/** A look at what a file is, before anything could write to it. */
record SqliteInspection(SqliteFile file, SqliteSettings settings, FileTables tables) {
    /**
     * Tells how far the tables of the store have come.
     *
     * @return the step; 0 for a file without any content
     * @throws IncompatibleStoreException if the file is no store of ours
     */
    int step() throws SQLException {
        // Opened for writing, SQLite removes the files that reading adds beside it, but also completes what others
        // left unfinished; so only where there is nothing unfinished.
        SqliteConnection connection = file.open(settings.readOnly() || file.hasJournal(), false);
        try {
            settings.apply(connection, true);
            // In one transaction, because another process may be making the tables.
            connection.begin(Access.READ_ONLY);
            int step = tables.check(connection, file.toString());
            connection.commit();
            if (settings.readOnly()) {
                settings.applyJournalMode(connection);
            }
            connection.close();
            return step;
        } catch (Throwable e) {
            connection.closeAfter(e);
            throw e;
        }
    }

    /**
     * Compares the tables with those that the store would make.
     *
     * @throws IncompatibleStoreException if they differ, saying in what, or the file is not there
     */
    void validate() throws SQLException {
        if (!file.exists()) {
            throw new IncompatibleStoreException("The file " + file + " does not exist" + Tables.REMEDY);
        }
        SqliteConnection connection = file.open(settings.readOnly() || file.hasJournal(), false);
        try {
            connection.begin(Access.READ_ONLY);
            List<String> differences = tables.differences(connection);
            connection.commit();
            Tables.check(differences, file.toString());
            connection.close();
        } catch (Throwable e) {
            connection.closeAfter(e);
            throw e;
        }
    }
}

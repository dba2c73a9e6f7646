package io.sepia.internal.backend.sqlite.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The tables that a file must have, for the connections that open it. */
public interface FileTables {
    /**
     * Reads which step of the schema the file has reached, without writing.
     *
     * @param file the path, for messages
     * @return the step; 0 for a file without any content
     * @throws io.sepia.error.IncompatibleStoreException if the file is no store of this library or a newer one
     */
    int check(Connection connection, String file) throws SQLException;

    /** Brings the file to the newest step, each step in a transaction of its own. */
    void migrate(SqliteConnection connection, String file) throws SQLException;

    /**
     * Compares the tables with those that the steps make, and changes nothing.
     *
     * @return a sentence for each difference, with the remedy
     */
    List<String> differences(Connection connection) throws SQLException;
}

package io.sepia.internal.backend.sqlite.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The tables that the connections require in their file. */
public interface FileTables {
    /**
     * Reads the number of the latest migration of the file. Does not write.
     *
     * @param file the path, for messages
     * @return the number of the migration; 0 for an empty file
     * @throws io.sepia.error.IncompatibleStoreException if the file is not a store of this library or is a newer one
     */
    int check(Connection connection, String file) throws SQLException;

    /** Returns whether a file contains nothing but these tables. */
    boolean ownFile();

    /** Returns the number of the oldest migration whose tables this version of the library can read. */
    int oldestReadable();

    /** Returns the number of the latest migration that this version of the library knows. */
    int latest();

    /**
     * Checks the checksum of each document.
     *
     * @throws io.sepia.error.DamagedDocumentException if one does not match
     */
    void checkDocuments(Connection connection, String file) throws SQLException;

    /**
     * Checks the checksums of the documents that were saved last, as far as that takes a fraction of a second.
     *
     * @throws io.sepia.error.DamagedDocumentException if one does not match
     */
    void checkLatestDocuments(Connection connection, String file) throws SQLException;

    /** Applies the missing migrations, each in its own transaction. */
    void migrate(SqliteConnection connection, String file) throws SQLException;

    /** Compares the tables as {@link io.sepia.internal.backend.sql.Tables#differences} does. */
    List<String> differences(Connection connection) throws SQLException;
}

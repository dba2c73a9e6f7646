package io.sepia.backend.jpa;

import java.sql.Connection;
import java.sql.SQLException;

/** The tables of a store in a database that it shares with an application. */
interface Tables {
    /** Whether they are there and complete. Errors as {@link #complete}. */
    boolean areComplete(Connection connection) throws SQLException;

    /**
     * Makes what is missing, in the connection's transaction, in which nothing has happened yet. May fail when another
     * does the same at that moment, who then has done it.
     *
     * @throws io.sepia.error.IncompatibleStoreException if the tables are newer, changed, or another application's
     */
    void complete(Connection connection) throws SQLException;
}

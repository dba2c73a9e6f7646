package io.sepia.internal.backend.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** What a database was told for the length of one transaction. */
@FunctionalInterface
public interface Preparation {
    /** Of a connection that was left as it was. */
    Preparation NONE = connection -> {};

    /**
     * Restores the connection as it was found.
     *
     * @param connection the transaction's, which a pool may have wrapped anew
     */
    void undo(Connection connection) throws SQLException;
}

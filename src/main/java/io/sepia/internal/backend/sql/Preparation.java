package io.sepia.internal.backend.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** A change of a connection's settings for one transaction. */
@FunctionalInterface
public interface Preparation {
    /** The preparation of a connection that was not changed. */
    Preparation NONE = connection -> {};

    /**
     * Restores the settings of the connection.
     *
     * @param connection the connection of the transaction; a pool may have wrapped it in another object
     */
    void undo(Connection connection) throws SQLException;
}

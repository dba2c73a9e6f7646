package io.sepia.internal.backend.sql.statement;

import java.sql.SQLException;

/** A connection that keeps its prepared statements until it is closed. */
public interface CachingConnection {
    /** Returns the statements of this connection, for use by the thread that holds the connection. */
    StatementCache statements() throws SQLException;

    /**
     * Returns whether a failure has ended the transaction of this connection, or may have. The connection must not be
     * used again then.
     */
    boolean isPoisoned();
}

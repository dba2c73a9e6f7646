package io.sepia.internal.backend.sqlite.connection;

import java.sql.Connection;
import java.sql.SQLException;

/** A transaction that can run work whose outcome does not depend on its own. */
public interface IsolatedWork {
    /** Returns whether the session is in a transaction that may write. */
    boolean mayWrite();

    /**
     * Runs work that is to be independent of this transaction, such as taking ids from a table, on its connection. A
     * rollback keeps what the work has written.
     */
    <T> T keeping(Work<T> work) throws SQLException;

    /** Work with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }
}

package io.sepia.internal.backend.sqlite.connection;

import java.sql.Connection;
import java.sql.SQLException;

/** What a connection that a unit's session holds can do beyond JDBC. */
public interface UnitTransaction {
    /** What a session has said about its transaction. Asked when the first statement runs. */
    interface Declaration {
        /** Returns whether the transaction must not write. */
        boolean isReadOnly();

        /** Returns how many milliseconds to wait for the write lock; a negative number for the unit's default. */
        long lockTimeoutMillis();
    }

    /** Sets what the session says about the transactions from now on. */
    void declare(Declaration declaration);

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

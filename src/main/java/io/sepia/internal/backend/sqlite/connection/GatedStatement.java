package io.sepia.internal.backend.sqlite.connection;

import java.sql.SQLException;

/** A statement of a {@link SqliteConnection} that its user closes. */
interface GatedStatement {
    /** Sets an action that runs once after the statement is closed. */
    void afterClose(CloseAction action);

    /** What follows the end of a statement. */
    @FunctionalInterface
    interface CloseAction {
        void run() throws SQLException;
    }

    /** An execution. */
    @FunctionalInterface
    interface Execution<T> {
        T run() throws SQLException;
    }
}

package io.sepia.internal.backend.sqlite.connection;

import java.sql.SQLException;

/** Decides whether statements that write may run on a connection that does not hold the write lock. */
interface WriteGate {
    /** Called before a statement that may write, as often as {@link #leave}. */
    void enter() throws SQLException;

    /** Called after the statement; if it returns rows, when it is closed. */
    void leave() throws SQLException;
}

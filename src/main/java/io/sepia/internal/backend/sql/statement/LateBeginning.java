package io.sepia.internal.backend.sql.statement;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The transactions of a connection that begin with the second statement, because one alone needs none. */
public interface LateBeginning {
    /** Returns whether the next statement is the first of a transaction that has not begun. */
    boolean isDue();

    /** Keeps the open row that the first statement has found, and with it what the transaction sees. */
    void keep(ResultSet row);

    /** Begins the transaction, unless it has begun. It sees what the first statement saw, if its row was kept. */
    void begin() throws SQLException;

    /** Returns whether the driver has ended a statement because it failed, so that it cannot be executed again. */
    boolean isLost(PreparedStatement statement);
}

package io.sepia.internal.backend.sqlite.connection;

import java.sql.ResultSet;
import java.sql.SQLException;

/** A prepared statement of a session of a unit, whose failure may have ended the transaction. */
final class SessionStatement extends TimedStatement {
    private final SqliteConnection connection;

    SessionStatement(SqliteConnection connection, String sql) throws SQLException {
        super(connection, sql);
        this.connection = connection;
    }

    private <T> T checked(Execution<T> execution) throws SQLException {
        try {
            return execution.run();
        } catch (SQLException e) {
            connection.failed();
            throw e;
        }
    }

    @Override
    public boolean execute() throws SQLException {
        return checked(super::execute);
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        return checked(super::executeQuery);
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        return checked(super::executeLargeUpdate);
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        return checked(super::executeLargeBatch);
    }
}

package io.sepia.internal.backend.sqlite.connection;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A prepared statement that may write, and passes the connection's {@link WriteGate}. */
final class GatedTimedStatement extends TimedStatement {
    private final SqliteConnection connection;
    private @Nullable WriteGate entered;

    GatedTimedStatement(SqliteConnection connection, String sql) throws SQLException {
        super(connection, sql);
        this.connection = connection;
    }

    private <T> T gated(Execution<T> execution) throws SQLException {
        try {
            return entered(execution);
        } catch (SQLException e) {
            connection.failed();
            throw e;
        }
    }

    private <T> T entered(Execution<T> execution) throws SQLException {
        // The statement may be cached and the gate have changed.
        WriteGate gate = connection.gate();
        if (gate == null || entered != null) {
            return execution.run();
        }
        gate.enter();
        entered = gate;
        try {
            return execution.run();
        } finally {
            // A statement that returns rows has committed when it is closed.
            if (columnCount == 0) {
                leaveGate();
            }
        }
    }

    private void leaveGate() throws SQLException {
        WriteGate gate = entered;
        entered = null;
        if (gate != null) {
            gate.leave();
        }
    }

    @Override
    public boolean execute() throws SQLException {
        return gated(super::execute);
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        return gated(super::executeQuery);
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        return gated(super::executeLargeUpdate);
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        return gated(super::executeLargeBatch);
    }

    @Override
    void finished() throws SQLException {
        leaveGate();
    }
}

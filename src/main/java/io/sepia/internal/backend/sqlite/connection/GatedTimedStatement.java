package io.sepia.internal.backend.sqlite.connection;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A prepared statement of a session of a unit, whose failure may end the transaction, and that passes the connection's
 * {@link WriteGate} if it may write.
 */
final class GatedTimedStatement extends TimedStatement {
    private final SqliteConnection connection;
    private final boolean writes;
    private @Nullable WriteGate entered;

    /** @param writes whether it may write, so that it must pass the gate */
    GatedTimedStatement(SqliteConnection connection, String sql, boolean writes) throws SQLException {
        super(connection, sql);
        this.connection = connection;
        this.writes = writes;
    }

    private <T> T run(Execution<T> execution) throws SQLException {
        // The statement may be cached and the gate have changed.
        WriteGate gate = writes ? connection.gate() : null;
        if (gate == null || entered != null) {
            return connection.run(execution);
        }
        gate.enter();
        entered = gate;
        try {
            return connection.run(execution);
        } finally {
            // A statement that returns rows has committed when it is closed.
            if (columnCount == 0) {
                leaveGate();
            }
        }
    }

    @Override
    public boolean execute() throws SQLException {
        return run(super::execute);
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        return run(super::executeQuery);
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        return run(super::executeLargeUpdate);
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        return run(super::executeLargeBatch);
    }

    private void leaveGate() throws SQLException {
        WriteGate gate = entered;
        entered = null;
        if (gate != null) {
            gate.leave();
        }
    }

    @Override
    void finished() throws SQLException {
        leaveGate();
    }
}

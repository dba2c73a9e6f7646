package io.sepia.internal.backend.sqlite.connection;

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

    @Override
    <T> T run(Execution<T> execution) throws SQLException {
        // The statement may be cached and the gate have changed.
        WriteGate gate = connection.gate();
        if (gate == null || entered != null) {
            return super.run(execution);
        }
        gate.enter();
        entered = gate;
        try {
            return super.run(execution);
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
    void finished() throws SQLException {
        leaveGate();
    }
}

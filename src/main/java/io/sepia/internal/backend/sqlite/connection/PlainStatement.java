package io.sepia.internal.backend.sqlite.connection;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.jdbc4.JDBC4Statement;

/** A statement that is not prepared. What may write passes the connection's {@link WriteGate}. */
final class PlainStatement extends JDBC4Statement implements GatedStatement {
    private final SqliteConnection connection;
    private final @Nullable WriteGate gate;
    private boolean entered;
    private boolean inserted;
    private @Nullable CloseAction afterClose;

    PlainStatement(SqliteConnection connection) {
        super(connection);
        this.connection = connection;
        gate = connection.gate();
    }

    private void ran(String sql) {
        connection.runs(sql);
        inserted = inserted || SqlKind.mayInsert(sql);
    }

    /** Returns whether one of the statements that were run may have inserted rows. */
    boolean mayHaveInserted() {
        return inserted;
    }

    @Override
    public Connection getConnection() {
        return connection.user();
    }

    private <T> T gated(String sql, Execution<T> execution) throws SQLException {
        connection.checkKeepsTransaction(sql);
        ran(sql);
        return gated(SqlKind.mayWrite(sql), execution);
    }

    private <T> T gated(boolean writes, Execution<T> execution) throws SQLException {
        if (gate == null || entered || !writes) {
            return connection.run(execution);
        }
        gate.enter();
        entered = true;
        boolean returnsRows = true;
        try {
            T result = connection.run(execution);
            returnsRows = result instanceof ResultSet || Boolean.TRUE.equals(result);
            return result;
        } catch (SQLException e) {
            returnsRows = false;
            throw e;
        } finally {
            if (!returnsRows) {
                leaveGate();
            }
        }
    }

    private void leaveGate() throws SQLException {
        if (gate != null && entered) {
            entered = false;
            gate.leave();
        }
    }

    @Override
    public boolean execute(String sql) throws SQLException {
        return gated(sql, () -> super.execute(sql));
    }

    @Override
    public ResultSet executeQuery(String sql) throws SQLException {
        return gated(sql, () -> super.executeQuery(sql));
    }

    @Override
    public long executeLargeUpdate(String sql) throws SQLException {
        return gated(sql, () -> super.executeLargeUpdate(sql));
    }

    @Override
    public void addBatch(String sql) throws SQLException {
        connection.checkKeepsTransaction(sql);
        super.addBatch(sql);
        ran(sql);
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        return gated(true, super::executeLargeBatch);
    }

    @Override
    public void afterClose(CloseAction action) {
        afterClose = action;
    }

    @Override
    public void close() throws SQLException {
        try {
            super.close();
        } finally {
            try {
                leaveGate();
            } finally {
                CloseAction action = afterClose;
                afterClose = null;
                if (action != null) {
                    action.run();
                }
            }
        }
    }
}

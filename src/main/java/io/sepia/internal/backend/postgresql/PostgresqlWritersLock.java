package io.sepia.internal.backend.postgresql;

import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.backend.sql.writers.WritersLock;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The lock that transactions share while they write: an advisory lock that is named after the table
 * {@code object_writers}, whose only row has the version of the rules. It is released when the transaction ends. See
 * decision 0290.
 */
final class PostgresqlWritersLock implements WritersLock {
    /** Distinguishes the lock from the application's own advisory locks. */
    private static final int SPACE = 0x5e_91_a0;

    private static final String KEY = "(" + SPACE + ", CAST(CAST('object_writers' AS regclass) AS oid)::integer)";

    /**
     * Two statements in one message to the server. The second begins when the lock is held, so that it sees what the
     * transaction that held it exclusively has committed.
     */
    private static final String SHARE =
            "SELECT pg_advisory_xact_lock_shared" + KEY + "; SELECT rules FROM object_writers";

    private static final String ALONE = "SELECT pg_advisory_xact_lock" + KEY;
    private static final String SAVEPOINT = "sepia_alone";
    private static final long PATIENCE_MILLIS = 7_500;

    @Override
    public long share(StatementCache statements) throws SQLException {
        PreparedStatement share = statements.prepare(SHARE);
        share.execute();
        share.getMoreResults();
        try (ResultSet row = share.getResultSet()) {
            if (row != null && row.next()) {
                return row.getLong(1);
            }
        }
        throw new StorageFailureException("The table object_writers has lost its row. Restore it with"
                + " INSERT INTO object_writers (slot, rules) VALUES (1, 0).");
    }

    /** {@inheritDoc} PostgreSQL grants the lock in the order of requests. */
    @Override
    public void alone(StatementCache statements) throws SQLException {
        // The savepoint keeps the transaction intact if the lock is not granted, and restores the time-out.
        statements.execute("SAVEPOINT " + SAVEPOINT);
        try {
            String before = statements
                    .first("SELECT current_setting('lock_timeout')", row -> row.getString(1))
                    .orElse("0");
            statements.execute("SET LOCAL lock_timeout = " + PATIENCE_MILLIS);
            statements.prepare(ALONE).executeQuery().close();
            statements.execute("SET LOCAL lock_timeout = '" + before + "'");
            statements.execute("RELEASE SAVEPOINT " + SAVEPOINT);
        } catch (SQLException e) {
            if (!PostgresqlErrors.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw e;
            }
            statements.execute("ROLLBACK TO SAVEPOINT " + SAVEPOINT);
            throw new StorageBusyException(
                    "Other transactions that may write to the store have been open for longer than " + PATIENCE_MILLIS
                            + " ms. End them, and run this again.",
                    e);
        }
    }
}

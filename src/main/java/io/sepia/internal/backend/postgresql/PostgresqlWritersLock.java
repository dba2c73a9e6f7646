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
 * decisions 0290 and 0321.
 */
final class PostgresqlWritersLock implements WritersLock {
    /** Distinguishes the lock from the application's own advisory locks. */
    private static final int SPACE = 0x5e_91_a0;

    private static final String KEY = "(" + SPACE + ", CAST(CAST('object_writers' AS regclass) AS oid)::integer)";

    /** Tells whether the transaction may write and does not see what others commit while it runs. */
    private static final String IS_SNAPSHOT = "current_setting('transaction_isolation') IN ('repeatable read',"
            + " 'serializable') AND current_setting('transaction_read_only') = 'off'";

    /**
     * Two statements in one message to the server. The second begins when the lock is held, so that it sees what the
     * transaction that held it exclusively has committed.
     */
    private static final String SHARE =
            "SELECT pg_advisory_xact_lock_shared" + KEY + "; SELECT rules, " + IS_SNAPSHOT + " FROM object_writers";

    /** Fails as for a conflicting update if the row was changed since the snapshot of the transaction. */
    private static final String CONFIRM = "SELECT rules FROM object_writers FOR SHARE";

    private static final String ALONE = "SELECT pg_advisory_xact_lock" + KEY;
    private static final String SETTINGS = "SELECT current_setting('lock_timeout'), " + IS_SNAPSHOT;
    /** Finds a row if this transaction holds the lock exclusively. */
    private static final String IS_ALONE = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = " + SPACE
            + " AND objid = CAST('object_writers' AS regclass) AND objsubid = 2 AND mode = 'ExclusiveLock' AND granted"
            + " AND pid = pg_backend_pid()";

    private static final String NEXT_ID =
            "UPDATE object_writers SET rules = rules RETURNING CAST(CAST(xmin AS TEXT) AS BIGINT)";
    /**
     * Finds a row if a transaction that the snapshot does not show was committed before the id of the parameter. The
     * ids of the snapshot have 64 bits, that of the parameter has the lower 32. Own ids are in progress or aborted. The
     * ids are generated one at a time, so the query ends at the first that was committed.
     */
    private static final String COMMITTED_SINCE = "SELECT 1 FROM (SELECT pg_snapshot_xip(pg_current_snapshot()) AS id"
            + " UNION ALL SELECT CAST(CAST(generate_series(low, low + ((? - low) & 4294967295) - 1) AS TEXT) AS xid8)"
            + " FROM (SELECT CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT) AS low) AS s) AS ids"
            + " WHERE pg_xact_status(id) = 'committed' LIMIT 1";

    private static final String NO_ROW = "The table object_writers has lost its row. Restore it with"
            + " INSERT INTO object_writers (slot, rules) VALUES (1, 0).";
    private static final String SAVEPOINT = "sepia_alone";
    private static final String NOW = "sepia_now";
    private static final long PATIENCE_MILLIS = 7_500;

    /** What a transaction has set, or the application for it. */
    private record Settings(String timeout, boolean isSnapshot) {
        static Settings read(ResultSet row) throws SQLException {
            return new Settings(row.getString(1), row.getBoolean(2));
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws SQLException as for a conflicting update, if the rules were changed since the snapshot of the transaction
     */
    @Override
    public long share(StatementCache statements) throws SQLException {
        PreparedStatement share = statements.prepare(SHARE);
        share.execute();
        share.getMoreResults();
        try (ResultSet row = share.getResultSet()) {
            if (row != null && row.next()) {
                if (row.getBoolean(2)) {
                    statements.prepare(CONFIRM).executeQuery().close();
                }
                return row.getLong(1);
            }
        }
        throw new StorageFailureException(NO_ROW);
    }

    /**
     * {@inheritDoc} PostgreSQL grants the lock in the order of requests. It also throws if the transaction has a
     * snapshot that lacks what others have committed.
     */
    @Override
    public void alone(StatementCache statements) throws SQLException {
        // The savepoint keeps the transaction intact if the lock is not granted, and restores the time-out.
        statements.execute("SAVEPOINT " + SAVEPOINT);
        try {
            Settings settings = statements.first(SETTINGS, Settings::read).orElseThrow();
            if (!settings.isSnapshot() || !statements.finds(IS_ALONE)) {
                statements.execute("SET LOCAL lock_timeout = " + PATIENCE_MILLIS);
                statements.prepare(ALONE).executeQuery().close();
                statements.execute("SET LOCAL lock_timeout = '" + settings.timeout() + "'");
                if (settings.isSnapshot()) {
                    checkSnapshot(statements);
                }
            }
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

    /**
     * Checks that no transaction has committed since the snapshot of this one.
     *
     * @throws StorageBusyException if one has
     */
    private static void checkSnapshot(StatementCache statements) throws SQLException {
        // The first write in a savepoint gets the next id, also if the transaction has written before.
        statements.execute("SAVEPOINT " + NOW);
        long now =
                statements.first(NEXT_ID, row -> row.getLong(1)).orElseThrow(() -> new StorageFailureException(NO_ROW));
        boolean isOld = statements.finds(COMMITTED_SINCE, now);
        statements.execute("ROLLBACK TO SAVEPOINT " + NOW);
        if (isOld) {
            statements.execute("ROLLBACK TO SAVEPOINT " + SAVEPOINT);
            throw new StorageBusyException("Other transactions have committed since the snapshot of this one, which"
                    + " is REPEATABLE READ or SERIALIZABLE and does not see what they stored. Run the transaction"
                    + " again. If the server has many transactions, begin this one with READ COMMITTED.");
        }
    }
}

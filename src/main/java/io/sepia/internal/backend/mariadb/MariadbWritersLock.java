package io.sepia.internal.backend.mariadb;

import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.backend.sql.writers.WritersLock;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The lock that transactions share while they write: a shared lock of the row of the table {@code object_writers},
 * which has the version of the rules. Only a change of rules writes the row. It is released when the transaction ends.
 * See decision 0295.
 */
final class MariadbWritersLock implements WritersLock {
    private static final String READ = "SELECT rules FROM object_writers WHERE slot = 1";
    private static final String SHARE = READ + " LOCK IN SHARE MODE";
    private static final int PATIENCE_SECONDS = 8;
    private static final String ALONE = READ + " FOR UPDATE WAIT " + PATIENCE_SECONDS;

    /**
     * {@inheritDoc}
     *
     * @throws SQLException as for a conflicting update, if the rules were changed since the snapshot of the transaction
     */
    @Override
    public long share(StatementCache statements) throws SQLException {
        int isolation = statements.connection().getTransactionIsolation();
        if (isolation == Connection.TRANSACTION_READ_UNCOMMITTED) {
            throw new StorageFailureException("The store was not used, because the transaction is READ UNCOMMITTED and"
                    + " would read what may be rolled back. Begin it with READ COMMITTED.");
        }
        long version = read(statements, SHARE);
        if (!MariadbDatabase.INSTANCE.seesCommits(isolation) && read(statements, READ) != version) {
            throw MariadbErrors.conflict("another transaction has changed rules of the store");
        }
        return version;
    }

    private static long read(StatementCache statements, String sql) throws SQLException {
        return statements
                .first(sql, row -> row.getLong(1))
                .orElseThrow(() -> new StorageFailureException("The table object_writers has lost its row. Restore it"
                        + " with INSERT INTO object_writers (slot, rules) VALUES (1, 0)."));
    }

    /** {@inheritDoc} InnoDB grants the lock in the order of requests. */
    @Override
    public void alone(StatementCache statements) throws SQLException {
        try {
            statements.prepare(ALONE).executeQuery().close();
            if (!MariadbDatabase.INSTANCE.seesCommits(statements.connection())) {
                // What others have committed since the snapshot counts, and cannot change now.
                statements.readCommitted(MariadbDatabase.INSTANCE.committed());
            }
        } catch (SQLException e) {
            if (e.getErrorCode() != MariadbErrors.LOCK_TIMEOUT) {
                throw e;
            }
            throw new StorageBusyException(
                    "Other transactions that may write to the store have been open for longer than " + PATIENCE_SECONDS
                            + " s. End them, and run this again.",
                    e);
        }
    }
}

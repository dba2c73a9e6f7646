package io.sepia.internal.backend.h2;

import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.backend.sql.writers.WritersLock;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The lock that transactions share while they write. It is the table {@code object_writers}: a transaction that writes
 * locks one of its rows, and a transaction that must be alone locks all of them. Each row holds the version of the
 * rules. See decision 0073.
 *
 * <p>A transaction that asks to be alone after it has locked objects may deadlock with another one; H2 detects this and
 * rolls one of them back.
 */
final class H2WritersLock implements WritersLock {
    private static final int SLOTS = 64;
    private static final String FREE_SLOT =
            "SELECT rules FROM object_writers ORDER BY slot FETCH FIRST ROW ONLY FOR UPDATE SKIP LOCKED";
    private static final String ANY_SLOT = "SELECT rules FROM object_writers WHERE slot = ? FOR UPDATE";
    /** Locks the highest slot first, since transactions that share the lock take the lowest free one. */
    private static final String ALL_SLOTS = "SELECT slot FROM object_writers ORDER BY slot DESC FOR UPDATE WAIT 0.1";

    private static final String SAVEPOINT = "sepia_alone";
    private static final int ATTEMPTS = 50;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long PATIENCE_MILLIS = 7_500;

    /** Locks one row and returns the version of the rules. The version cannot change before this transaction ends. */
    @Override
    public long share(StatementCache statements) throws SQLException {
        Optional<Long> version = statements.first(FREE_SLOT, row -> row.getLong(1));
        if (version.isEmpty()) {
            // All rows are locked, most likely by a transaction that is alone.
            int slot = ThreadLocalRandom.current().nextInt(SLOTS) + 1;
            version = statements.first(ANY_SLOT, row -> row.getLong(1), slot);
        }
        return version.orElseThrow(() ->
                new StorageFailureException("The table object_writers has lost rows. Open the store with schema=CREATE"
                        + " after deleting step 8 from sepia_schema, which restores them."));
    }

    /**
     * Locks all rows. While some are locked by other transactions, it releases its rows, pauses and tries again.
     *
     * @throws StorageBusyException if the other transactions do not end in time
     */
    @Override
    public void alone(StatementCache statements) throws SQLException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            statements.execute("SAVEPOINT " + SAVEPOINT);
            try {
                statements.prepare(ALL_SLOTS).executeQuery().close();
                return;
            } catch (SQLException e) {
                if (e.getErrorCode() != H2Database.LOCK_TIMEOUT) {
                    throw e;
                }
                statements.execute("ROLLBACK TO SAVEPOINT " + SAVEPOINT);
                LockSupport.parkNanos(PAUSE_NANOS);
                if (Thread.currentThread().isInterrupted()) {
                    throw new StorageFailureException(
                            "The thread was interrupted while it waited for other transactions to end. Nothing was"
                                    + " changed.",
                            e);
                }
            }
        }
        throw new StorageBusyException("Other transactions that may write to the store have been open for longer than "
                + PATIENCE_MILLIS + " ms. End them, and run this again.");
    }
}

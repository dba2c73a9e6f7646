package io.sepia.internal.backend.sql.writers;

import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The lock in a database that transactions share while they write, and the version of the rules, which tells whether a
 * process has a current copy. Locks are acquired in this order: this one, then rows of objects. Stateless.
 */
public interface WritersLock {
    /**
     * Shares the lock until the transaction ends, and returns the version of the rules, which cannot change before
     * that.
     */
    long share(StatementCache statements) throws SQLException;

    /**
     * Acquires the lock exclusively. The transaction may share it.
     *
     * @throws StorageBusyException if the other transactions do not end in time
     */
    void alone(StatementCache statements) throws SQLException;

    /**
     * Gives the rules a new version. The transaction must be alone. The version is random, so that one that is rolled
     * back, and of which a process may have a copy, is never given again.
     */
    default void changed(StatementCache statements) throws SQLException {
        statements.update(
                "UPDATE object_writers SET rules = ?",
                ThreadLocalRandom.current().nextLong());
    }
}

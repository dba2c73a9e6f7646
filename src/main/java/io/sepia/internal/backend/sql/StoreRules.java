package io.sepia.internal.backend.sql;

import java.sql.SQLException;

/**
 * The rules that a database does not enforce by itself: which generations and changes are recorded, and which classes
 * have unique indexes. One for each store. Thread-safe.
 *
 * <p>Transactions that write share a lock in the database, which excludes those that change rules or delete what nobody
 * refers to. Decision 0073 explains it.
 */
@FunctionalInterface
public interface StoreRules {
    /** For databases that enforce all rules by themselves and let one transaction write at a time. */
    StoreRules BY_DATABASE = (statements, alone) -> ChangeRecorder.NONE;

    /**
     * Acquires the lock and reads the rules, which stay as they are until the transaction ends. Called once in a
     * transaction, before it first writes.
     *
     * @param alone whether the lock is not shared, as by {@link ChangeRecorder#alone}
     * @return what applies the rules to the writes of this transaction
     */
    ChangeRecorder enter(StatementCache statements, boolean alone) throws SQLException;
}

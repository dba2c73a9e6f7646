package io.sepia.internal.backend.sql;

import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.SQLException;

/**
 * The rules that a database does not enforce by itself: which generations and changes are recorded, and which classes
 * have unique indexes. There is one instance for each store. Thread-safe.
 *
 * <p>Transactions that write share a lock in the database. Transactions that change rules or delete garbage hold it
 * exclusively. See decision 0073.
 */
@FunctionalInterface
public interface StoreRules {
    /** The rules of a database that enforces all of them by itself and lets one transaction write at a time. */
    StoreRules BY_DATABASE = (statements, alone) -> ChangeRecorder.NONE;

    /**
     * Acquires the lock and reads the rules, which do not change until the transaction ends. Called once in a
     * transaction, before its first write.
     *
     * @param alone whether to acquire the lock exclusively, as {@link ChangeRecorder#alone} does
     * @return the recorder that applies the rules to the writes of this transaction
     */
    ChangeRecorder enter(StatementCache statements, boolean alone) throws SQLException;
}

package io.sepia.internal.backend.sql;

import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.SQLException;

/**
 * A number for each store in a transaction that it has joined. A rollback of the caller to a savepoint replaces it by
 * an earlier one. Stateless. See decision 0096.
 */
public interface TransactionMarks {
    /** Sets the number of a store, and returns whether it had one that is older than the transaction. */
    boolean set(StatementCache statements, long store, long number) throws SQLException;

    /** Sets the number of a store if it is {@code latest}, and returns whether it was. */
    boolean replace(StatementCache statements, long store, long latest, long number) throws SQLException;

    /**
     * Returns the number of a store, which may be one of an earlier transaction of the connection; 0 if it has none.
     *
     * @param older what {@link #set} has returned in this transaction
     */
    long get(StatementCache statements, long store, boolean older) throws SQLException;

    /**
     * Numbers in a temporary table of the connection.
     *
     * @param creation the statement that creates the table {@code sepia_marks (store, number)} unless it exists. It
     *     does not end the transaction, whose rollbacks apply to the rows
     */
    record Table(String creation) implements TransactionMarks {
        private static final String UPDATE = "UPDATE sepia_marks SET number = ? WHERE store = ?";

        @Override
        public boolean set(StatementCache statements, long store, long number) throws SQLException {
            statements.update(creation);
            boolean older = statements.update(UPDATE, number, store) > 0;
            if (!older) {
                statements.update("INSERT INTO sepia_marks (number, store) VALUES (?, ?)", number, store);
            }
            return older;
        }

        @Override
        public boolean replace(StatementCache statements, long store, long latest, long number) throws SQLException {
            return statements.update(UPDATE + " AND number = ?", number, store, latest) > 0;
        }

        @Override
        public long get(StatementCache statements, long store, boolean older) throws SQLException {
            if (!older) {
                // The rollback may have undone the creation of the table too.
                statements.update(creation);
            }
            return statements.number("SELECT number FROM sepia_marks WHERE store = ?", store);
        }
    }
}

package io.sepia.internal.backend.sql.writers;

import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.VersionFloors;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A database that lets several transactions write at a time, and has no triggers of the store. See decision 0290. */
public interface ConcurrentDatabase extends Database {
    /** Returns the expression for the present time in microseconds since 1970. */
    String now();

    /** Returns whether a transaction of a JDBC isolation level sees what others commit while it runs. */
    boolean seesCommits(int isolation);

    /** Returns whether the transaction of a connection sees what others commit while it runs. */
    default boolean seesCommits(Connection connection) throws SQLException {
        return seesCommits(connection.getTransactionIsolation());
    }

    /**
     * Executes a statement that takes the next number of a sequence.
     *
     * @return the update count
     * @throws SQLException as for a conflicting update, if another transaction has taken that number and the statement
     *     cannot be repeated
     */
    default int executeNumbered(PreparedStatement statement) throws SQLException {
        try {
            return statement.executeUpdate();
        } catch (SQLException e) {
            if (isDuplicate(e)) {
                SQLException conflict = conflict("another transaction has taken the same number");
                conflict.initCause(e);
                throw conflict;
            }
            throw e;
        }
    }

    /** Returns whether a statement failed because a row has the key of another one. */
    boolean isDuplicate(SQLException error);

    /** Returns the error of a write that lost a race. Running its transaction again may succeed. */
    SQLException conflict(String message);

    /**
     * Ends an attempt to write what another transaction has inserted or deleted since this one looked for it.
     *
     * @param attempt the number of the attempt, from 1
     * @throws SQLException as for a conflicting update, if another attempt would see the same rows, or if there were
     *     too many
     */
    default void lostRace(Connection connection, int attempt) throws SQLException {
        if (attempt >= 100 || !seesCommits(connection)) {
            throw conflict("another transaction has written the same row");
        }
    }

    /** Returns the version floors, with the statement of this database that raises them. */
    VersionFloors floors(StatementCache statements) throws SQLException;

    /**
     * Enters a row of the table {@code unique_values}, unless it has one with the index and the hash. The transaction
     * goes on in either case. This one is for databases that undo only the statement that fails.
     *
     * @return whether it was entered
     */
    default boolean enterUnique(StatementCache statements, UniqueHashes.Entry entry) throws SQLException {
        try {
            statements.update(
                    "INSERT INTO unique_values (class_name, object_id, index_number, hash) VALUES (?, ?, ?, ?)",
                    entry.key(),
                    entry.index(),
                    entry.hash());
            return true;
        } catch (SQLException e) {
            if (isDuplicate(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Returns whether a foreign key deletes the values of a deleted object from the table {@code unique_values}. */
    default boolean cascadesToUniqueValues() {
        return true;
    }
}

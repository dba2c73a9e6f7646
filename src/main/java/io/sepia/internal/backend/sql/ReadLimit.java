package io.sepia.internal.backend.sql;

import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.sql.TransactionSession.Work;
import java.sql.SQLException;
import java.util.function.Supplier;

/** Ends the time that a read has, when the read is over. */
@FunctionalInterface
public interface ReadLimit extends AutoCloseable {
    /** For a read that may take as long as it likes. */
    ReadLimit NONE = () -> {};

    @Override
    void close() throws SQLException;

    /**
     * Runs what reads until {@code deadline}, and nothing else: a write that is stopped may lose its transaction.
     *
     * @throws io.sepia.error.QueryTimeoutException if it was stopped; the transaction is as before
     */
    static <T> T run(
            Database database, StatementCache statements, Deadline deadline, Supplier<String> doing, Work<T> work)
            throws SQLException {
        ReadLimit limit = database.limit(statements.connection(), deadline);
        try {
            return work.run(statements);
        } catch (SQLException e) {
            if (deadline.isOver() && database.isStopped(e)) {
                throw deadline.exceeded(doing.get(), e);
            }
            throw e;
        } finally {
            limit.close();
        }
    }
}

package io.sepia.internal.backend.sql;

import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.sql.TransactionSession.Work;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.SQLException;
import java.util.function.Supplier;

/** The time limit of a read. Closing it, after the read, removes the limit. */
@FunctionalInterface
public interface ReadLimit extends AutoCloseable {
    ReadLimit NONE = () -> {};

    @Override
    void close() throws SQLException;

    /**
     * Runs a read that is stopped at {@code deadline}. The work must not write, since a stopped write may lose its
     * transaction.
     *
     * @throws io.sepia.error.QueryTimeoutException if the read was stopped; the transaction is intact
     */
    static <T> T run(
            Database database, StatementCache statements, Deadline deadline, Supplier<String> doing, Work<T> work)
            throws SQLException {
        ReadLimit limit = database.limit(statements.connection(), deadline);
        try {
            return work.run(statements);
        } catch (SQLException e) {
            statements.closeAfter(e);
            if (deadline.isOver() && database.isStopped(e)) {
                throw deadline.exceeded(doing.get(), e);
            }
            throw e;
        } finally {
            limit.close();
        }
    }
}

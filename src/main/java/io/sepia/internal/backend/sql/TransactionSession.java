package io.sepia.internal.backend.sql;

import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The Hibernate session that a transaction of the store runs its statements in, inside {@code doReturningWork}. One
 * kind owns the session and ends it; another borrows a caller's.
 */
public interface TransactionSession extends AutoCloseable {
    /** Work with the statements of the session's connection. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T run(StatementCache statements) throws SQLException;
    }

    /** Runs statements that read; errors of the driver are translated and say what was being done. */
    <T> T read(Supplier<String> doing, Work<T> work);

    /**
     * Runs statements that write.
     *
     * @param changed which rows they change
     */
    <T extends @Nullable Object> T write(ChangedRows changed, Supplier<String> doing, Work<T> work);

    /** As {@link io.sepia.internal.backend.ReferenceGraph#alone} says. */
    void alone();

    /** Throws what {@link #write} would throw before it runs anything. */
    void checkWritable(Supplier<String> doing);

    /** Commits and ends the transaction; for the owner of the session only. */
    void commit();

    /** Ends the use of the session. The owner rolls back what was not committed. Idempotent. */
    @Override
    void close();
}

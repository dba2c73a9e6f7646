package io.sepia.internal.backend.sql;

import io.sepia.internal.backend.Effects;
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

    /** Runs statements that write, but none that change objects. */
    <T extends @Nullable Object> T write(Supplier<String> doing, Work<T> work);

    /**
     * Runs statements that change objects, of which the session may hold entities.
     *
     * @param refusable whether the write may be refused after it has changed some of the rows
     * @param work returns what it did, or null if it changed nothing and is to be done in another way
     */
    <E extends @Nullable Effects> E change(boolean refusable, Supplier<String> doing, Work<E> work);

    /**
     * What applies the rules of the store to the writes of this transaction. Enters among the writers if it has not
     * yet.
     *
     * @param doing what is about to be done
     */
    default ChangeRecorder recorder(Supplier<String> doing) {
        return ChangeRecorder.NONE;
    }

    /** As {@link #recorder}; of a transaction that has not entered, what knows no rules. */
    default ChangeRecorder entered() {
        return ChangeRecorder.NONE;
    }

    /** As {@link io.sepia.internal.backend.ReferenceGraph#alone} says. */
    default void alone(Supplier<String> doing) {}

    /** Throws what {@link #write} would throw before it runs anything. */
    void checkWritable(Supplier<String> doing);

    /** Commits and ends the transaction; for the owner of the session only. */
    void commit();

    /** Ends the use of the session. The owner rolls back what was not committed. Idempotent. */
    @Override
    void close();
}

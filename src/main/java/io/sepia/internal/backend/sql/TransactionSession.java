package io.sepia.internal.backend.sql;

import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The Hibernate session in which a transaction of the store runs its statements, by {@code doReturningWork}. The
 * session is the store's own, which ends with the transaction, or a caller's. See decision 0090.
 */
public interface TransactionSession extends AutoCloseable {
    /** Work that uses the statements of the session's connection. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T run(StatementCache statements) throws SQLException;
    }

    /** Runs statements that read. Errors of the driver are translated, with {@code doing} in their messages. */
    <T> T read(Supplier<String> doing, Work<T> work);

    /** Runs statements that write but do not change objects. */
    <T extends @Nullable Object> T write(Supplier<String> doing, Work<T> work);

    @FunctionalInterface
    interface Action {
        void run(StatementCache statements) throws SQLException;
    }

    /** Runs statements as {@link #write} does. */
    default void execute(Supplier<String> doing, Action action) {
        this.<Boolean>write(doing, statements -> {
            action.run(statements);
            return true;
        });
    }

    /**
     * Runs statements that change objects. The session may hold entities of them.
     *
     * @param refusable whether the write may be refused after it has changed some of the rows
     * @param work returns its effects, or null if it changed nothing and the caller will do the work in another way
     */
    <E extends @Nullable Effects> E change(boolean refusable, Supplier<String> doing, Work<E> work);

    /**
     * Returns the recorder that applies the rules of the store to the writes of this transaction. Acquires the lock of
     * writers unless the transaction holds it.
     *
     * @param doing the operation that is about to run
     */
    default ChangeRecorder recorder(Supplier<String> doing) {
        return ChangeRecorder.NONE;
    }

    /**
     * Returns the recorder as {@link #recorder} does, but {@link ChangeRecorder#NONE} if the transaction has not
     * acquired the lock of writers.
     */
    default ChangeRecorder entered() {
        return ChangeRecorder.NONE;
    }

    /** Appends changes that were kept back to the log of changes, before it is read. */
    default void appendChanges() {}

    /** Returns whether the session is the store's own, so that only {@link #commit} and {@link #close} end writes. */
    default boolean isOwn() {
        return false;
    }

    /** Marks a position to which later rollbacks to savepoints of the caller are related. */
    default void mark() {}

    /** Returns how often the caller has rolled back to a savepoint of its own, which may have released locks. */
    default int timesTakenBack() {
        return 0;
    }

    /** Implements {@link io.sepia.internal.backend.ReferenceGraph#alone}. */
    default void alone(Supplier<String> doing) {}

    /** Throws the exceptions that {@link #write} would throw before it runs anything. */
    void checkWritable(Supplier<String> doing);

    /** Commits and ends the transaction. Only the owner of the session may call this. */
    void commit();

    /**
     * Ends the use of the session. If the session is the store's own, rolls back what was not committed. Idempotent.
     */
    @Override
    void close();
}

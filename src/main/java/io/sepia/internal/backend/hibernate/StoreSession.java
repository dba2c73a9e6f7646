package io.sepia.internal.backend.hibernate;

import io.sepia.internal.backend.EndSteps;
import java.util.function.UnaryOperator;
import org.hibernate.jdbc.ReturningWork;
import org.hibernate.jdbc.Work;
import org.jspecify.annotations.Nullable;

/**
 * A session of the store's own with one transaction, which has begun. Its methods throw
 * {@link jakarta.persistence.PersistenceException} if the database fails.
 */
public interface StoreSession {
    /** Returns what statements are reported to, or null if they are not reported. */
    @Nullable
    UnaryOperator<String> report();

    /** Runs work on the connection of the transaction. */
    <T extends @Nullable Object> T doReturningWork(ReturningWork<T> work);

    /** Runs work on the connection of the transaction. */
    default void doWork(Work work) {
        doReturningWork(connection -> {
            work.execute(connection);
            return true;
        });
    }

    void commit();

    /** Rolls back the transaction, unless it has ended. */
    void rollback();

    void close();

    /**
     * Rolls back and closes a session that will not be used because of {@code error}. Failures in doing so are added to
     * {@code error} as suppressed exceptions.
     */
    default void abandon(Throwable error) {
        // A session closed within its transaction would keep the connection until the transaction ends.
        EndSteps.because(error).run(this::rollback).run(this::close);
    }
}

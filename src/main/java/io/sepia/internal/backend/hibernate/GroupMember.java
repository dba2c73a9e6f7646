package io.sepia.internal.backend.hibernate;

import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.BackendTransaction;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One work that may share a commit with others: who waits for it, how far it has come, and what came of it.
 *
 * @param <T> what the work returns
 */
final class GroupMember<T extends @Nullable Object> {
    /** How far a work has come. */
    enum State {
        /** It stands in the queue. */
        WAITING,
        /** Its thread is to run the next group. */
        LEADING,
        /** A leader has taken it and will say what came of it. */
        TAKEN,
        /** It has its result, or its error. */
        DONE
    }

    private final Function<? super BackendTransaction, ? extends T> work;
    private final Thread thread = Thread.currentThread();
    private final long deadline;
    private volatile State state = State.WAITING;
    private @Nullable T result;
    private @Nullable Throwable error;
    private boolean elsewhere;

    /** @param deadline the {@link System#nanoTime} until which it waits for a leader to take it */
    GroupMember(Function<? super BackendTransaction, ? extends T> work, long deadline) {
        this.work = work;
        this.deadline = deadline;
    }

    long deadline() {
        return deadline;
    }

    State state() {
        return state;
    }

    void become(State next) {
        state = next;
    }

    void wake() {
        if (thread != Thread.currentThread()) {
            LockSupport.unpark(thread);
        }
    }

    /** The work, to be run on the thread of a leader. */
    Function<? super BackendTransaction, ? extends T> work() {
        return work;
    }

    /** Takes what the work returned, which counts when the group is committed. */
    void ran(T returned) {
        result = returned;
    }

    /** Ends it with the result of its work. */
    void succeed() {
        state = State.DONE;
        wake();
    }

    /** Ends it with an error of its own. */
    void fail(Throwable ofItsOwn) {
        error = ofItsOwn;
        elsewhere = thread != Thread.currentThread();
        state = State.DONE;
        wake();
    }

    /** Ends it with an error that befell the whole group; every member but the leader gets one of its own. */
    void failWithOthers(Throwable shared) {
        fail(thread == Thread.currentThread() ? shared : copy(shared));
    }

    private static Throwable copy(Throwable shared) {
        String message = String.valueOf(shared.getMessage());
        if (shared instanceof OutcomeUnknownException) {
            return new OutcomeUnknownException(message, shared);
        }
        if (shared instanceof StorageBusyException) {
            return new StorageBusyException(message, shared);
        }
        if (shared instanceof StorageClosedException) {
            return new StorageClosedException(message, shared);
        }
        return new StorageFailureException(message, shared);
    }

    /** What came of the work, for the thread that waits for it. */
    T result() {
        Throwable thrown = error;
        if (thrown == null) {
            return result;
        }
        if (elsewhere) {
            // The callers of the leader, on whose thread it was made, have nothing to do with it.
            thrown.setStackTrace(new Throwable().getStackTrace());
        }
        if (thrown instanceof Error fatal) {
            throw fatal;
        }
        throw (RuntimeException) thrown;
    }
}

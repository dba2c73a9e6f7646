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
 * A unit of work that may share a commit with others: the thread that waits for it, its state, and its result. See
 * decision 0020.
 */
final class GroupMember<T extends @Nullable Object> {
    enum State {
        /** The work is in the queue. */
        WAITING,
        /** Its thread must run the next group. */
        LEADING,
        /** A leader has taken the work and will complete it. */
        TAKEN,
        /** The work has a result or an error. */
        DONE
    }

    private final Function<? super BackendTransaction, ? extends T> work;
    private final Thread thread = Thread.currentThread();
    private final long deadline;
    private volatile State state = State.WAITING;
    private @Nullable T result;
    private @Nullable Throwable error;
    private boolean elsewhere;

    /** @param deadline the {@link System#nanoTime} until which the work waits for a leader */
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

    /** Returns the work, which the leader runs on its own thread. */
    Function<? super BackendTransaction, ? extends T> work() {
        return work;
    }

    /** Sets what the work returned. It becomes the result when the group is committed. */
    void ran(T returned) {
        result = returned;
    }

    /** Completes the member with the result of its work and wakes its thread. */
    void succeed() {
        state = State.DONE;
        wake();
    }

    /** Completes the member with its own error and wakes its thread. */
    void fail(Throwable ofItsOwn) {
        error = ofItsOwn;
        elsewhere = thread != Thread.currentThread();
        state = State.DONE;
        wake();
    }

    /**
     * Completes the member with an error of the whole group. Every member but the leader gets its own exception, with
     * the shared one as its cause.
     */
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

    /** Returns the result of the work to the waiting thread, or throws its error. */
    @SuppressWarnings("NullAway") // T may stand for a type with null.
    T result() {
        Throwable thrown = error;
        if (thrown == null) {
            return result;
        }
        if (elsewhere) {
            // The exception was created on the leader's thread; show the stack of the waiting thread instead.
            thrown.setStackTrace(new Throwable().getStackTrace());
        }
        if (thrown instanceof Error fatal) {
            throw fatal;
        }
        throw (RuntimeException) thrown;
    }
}

package io.sepia.internal.backend.hibernate;

import io.sepia.error.StorageClosedException;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.sql.TransactionSession;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One member's view of the session of a group. A failed write fails this member only. The view is closed when the
 * member's work returns. See decision 0020.
 */
final class MemberSession implements TransactionSession {
    private enum State {
        OPEN,
        FAILED,
        ENDED
    }

    private final OwnSession group;
    private State state = State.OPEN;

    MemberSession(OwnSession group) {
        this.group = group;
    }

    @Override
    public <T> T read(Supplier<String> doing, Work<T> work) {
        checkOpen(doing);
        return group.read(doing, work);
    }

    @Override
    public <T extends @Nullable Object> T write(Supplier<String> doing, Work<T> work) {
        // Not group.write, which would fail the whole group: a savepoint precedes the member's work.
        beforeWrite(doing);
        T result = group.run(doing, work);
        state = State.OPEN;
        return result;
    }

    /** {@inheritDoc} The store's own sessions hold no entities. */
    @Override
    public <E extends @Nullable Effects> E change(boolean refusable, Supplier<String> doing, Work<E> work) {
        beforeWrite(doing);
        E effects = group.run(doing, work);
        state = State.OPEN;
        return effects;
    }

    private void beforeWrite(Supplier<String> doing) {
        checkOpen(doing);
        state = State.FAILED;
    }

    @Override
    public void checkWritable(Supplier<String> doing) {
        checkOpen(doing);
        group.checkWritable(doing);
    }

    @Override
    public void commit() {
        throw new IllegalStateException("Work that shares a commit must not commit by itself. Let it return.");
    }

    /** Ends this member's use of the session. The group closes the session itself. */
    @Override
    public void close() {
        state = State.ENDED;
    }

    /** Checks, after the work has returned, that none of its writes failed. */
    void checkWhole() {
        checkOpen(() -> "Committing");
    }

    private void checkOpen(Supplier<String> doing) {
        if (state == State.FAILED) {
            throw new IllegalStateException(doing.get() + " was refused, because a write of this work had failed."
                    + " Let it throw, and run it again as a whole.");
        }
        if (state == State.ENDED) {
            throw new StorageClosedException(
                    doing.get() + " was refused, because the transaction has ended. Begin a new one.");
        }
    }
}

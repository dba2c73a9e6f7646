package io.sepia.internal.backend.hibernate;

import io.sepia.error.StorageClosedException;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.sql.TransactionSession;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The session of a group as one of its members sees it: what fails in it dooms this member only. It ends with the
 * member's work.
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
        // For the group this is no write of which failure dooms it: a savepoint stands before it.
        beforeWrite(doing);
        T result = group.run(doing, work);
        state = State.OPEN;
        return result;
    }

    /** {@inheritDoc} A session of the store's own holds no entities. */
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
        throw new IllegalStateException("A work that may share its commit does not commit by itself. Let it return.");
    }

    /** Ends the use of the session, which is the group's to close. */
    @Override
    public void close() {
        state = State.ENDED;
    }

    /** Checks that the work may take effect, after it returned. */
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

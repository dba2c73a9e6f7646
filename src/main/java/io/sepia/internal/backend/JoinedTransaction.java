package io.sepia.internal.backend;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that a caller has begun for his own purposes and will end. The store writes and reads in it and hears
 * how it ended. Belongs to one thread at a time, as the caller's transaction does.
 */
public interface JoinedTransaction {
    /**
     * What the store does in the caller's transaction. Its {@code commit} throws {@link IllegalStateException}, and its
     * {@code close} only keeps it from being used any more. After an error of the database the caller's transaction can
     * only roll back, and every method throws {@link IllegalStateException}; after an error of another kind outside
     * {@link #atomically} a part of what was to be written may be there.
     *
     * <p>Before a method writes, the caller's pending changes are written to the database, so that it sees them; before
     * one reads, those to the store's own entities. What fails then is the caller's error and thrown as it is, unless
     * the database was busy: {@link io.sepia.error.StorageBusyException}.
     */
    BackendTransaction operations();

    /**
     * Runs {@code work} so that, if it throws, nothing of what it wrote is in the transaction, which goes on. After an
     * error of the database there is nothing to go on with: the caller's transaction can only roll back.
     */
    <T extends @Nullable Object> T atomically(Supplier<T> work);

    /** Whether this thread is in the caller's transaction now: it is neither ended nor suspended. */
    boolean isCurrent();

    /**
     * Has {@code listener} told how the caller's transaction ended, after it did. {@link Outcome#UNKNOWN} stands for
     * every commit that failed.
     */
    void onCompletion(Consumer<Outcome> listener);
}

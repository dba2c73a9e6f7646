package io.sepia.internal.backend;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that a caller began and will end. The store reads and writes in it and is notified of its outcome.
 * Belongs to one thread at a time, as the caller's transaction does. See decisions 0015 and 0016.
 */
public interface JoinedTransaction {
    /**
     * Returns the store's view of the caller's transaction. Its {@code commit} throws {@link IllegalStateException},
     * and its {@code close} only makes it unusable. After an error of the database the caller's transaction can only
     * roll back, and every method throws {@link IllegalStateException}. After another error outside
     * {@link #atomically}, a part of the failed write may remain in the transaction.
     *
     * <p>Before a write, the caller's pending changes are flushed, so that the write sees them; before a read, only the
     * pending changes to the store's own entities are flushed. If the flush fails, that error of the caller is thrown
     * unchanged, unless the database was busy: {@link io.sepia.error.StorageBusyException}.
     */
    BackendTransaction operations();

    /**
     * Runs {@code work}. If it throws, its writes are undone and the transaction continues. After an error of the
     * database the transaction cannot continue; the caller can only roll it back.
     */
    <T extends @Nullable Object> T atomically(Supplier<T> work);

    /**
     * Marks the end of a write. If the caller then rolls back to a savepoint that it set before the mark, the entries
     * of the ledger since the previous mark that is left are told of a rollback: when the transaction is joined next,
     * or before the commit. See decision 0096.
     */
    void mark();

    /**
     * Registers the ledger of the writes.
     *
     * @param takenBack runs when the caller has rolled back to a savepoint, after the entries of the ledger
     */
    void follow(TransactionLedger ledger, Runnable takenBack);

    /** Registers a listener that is called when the caller's transaction is about to commit and holds its locks. */
    void beforeCommit(Runnable listener);

    /**
     * Registers a listener that is called with the outcome after the caller's transaction has ended. Every failed
     * commit is reported as {@link Outcome#UNKNOWN}.
     */
    void onCompletion(Consumer<Outcome> listener);
}

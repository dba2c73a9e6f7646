package io.sepia.internal.backend;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A place that keeps documents. Backends see documents only, never application objects, and all of them behave alike:
 * one contract suite runs against each.
 *
 * <p>A backend does not parse content, follow references, retry, cache or notify; that is done above it, once. It does
 * not keep objects of the caller.
 *
 * <p>Thread-safe. Each transaction belongs to one thread at a time.
 */
public interface StorageBackend extends AutoCloseable {
    /** The name by which the backend is configured, such as {@code sqlite}. */
    String name();

    /**
     * Begins a transaction, which the caller must close.
     *
     * <p>{@link Access#READ_WRITE} waits for its turn up to the backend's timeout.
     *
     * @throws IllegalStateException if {@code READ_WRITE} is asked for while this thread has a transaction of this
     *     backend open that writes, or has joined one that has not ended: it would wait for itself
     * @throws io.sepia.error.StorageBusyException if the turn did not come in time
     * @throws io.sepia.error.StorageClosedException after {@link #close}
     * @throws io.sepia.error.StorageFailureException if the database fails, or {@code READ_WRITE} is asked of a store
     *     that was opened read-only
     */
    BackendTransaction begin(Access access);

    /**
     * Runs {@code work} in a transaction that only reads, and ends it. Cheaper than {@link #begin} where the backend
     * knows a shorter way.
     *
     * @param work uses the transaction while it runs and does not end it; runs on the calling thread
     * @throws io.sepia.error.StorageException as {@link #begin}, and what {@code work} throws
     */
    default <T extends @Nullable Object> T read(Function<? super BackendTransaction, ? extends T> work) {
        try (BackendTransaction transaction = begin(Access.READ_ONLY)) {
            return work.apply(transaction);
        }
    }

    /**
     * Runs {@code work} in a transaction that writes, and commits it: durable when this method returns, nothing of it
     * stored when it throws. The backend may let works of several threads share one commit; each of them takes effect
     * or fails by itself all the same, and sees what those before it have written.
     *
     * @param work short, and without code of the application: it may run on another thread, and once more if what it
     *     did before was rolled back. It uses the transaction while it runs and does not end it; what it throws leaves
     *     nothing of it stored
     * @throws io.sepia.error.StorageException as {@link #begin} and {@link BackendTransaction#commit}, and what
     *     {@code work} throws
     */
    default <T extends @Nullable Object> T write(Function<? super BackendTransaction, ? extends T> work) {
        try (BackendTransaction transaction = begin(Access.READ_WRITE)) {
            T result = work.apply(transaction);
            transaction.commit();
            return result;
        }
    }

    /**
     * Returns what this backend can do beyond what all can, or empty: {@link ExternalCommits}, {@link Joining},
     * {@link OutsideChanges}, {@link Scrubbing} or {@link UnrecognizedFiles}.
     */
    <C extends Capability> Optional<C> capability(Class<C> type);

    /**
     * Switches the log of changes on or off, for everybody who writes to the store from now on. Switched on, it begins
     * with all objects that are stored; switched off, it is dropped, so that followers have to start anew. Without
     * effect if that is so already.
     *
     * @throws io.sepia.error.StorageFailureException if the store was opened read-only
     * @throws io.sepia.error.StorageException as a transaction that writes
     */
    void keepChanges(boolean keep);

    /**
     * What the backend has counted since it was opened, and what it keeps its documents in.
     *
     * @throws io.sepia.error.StorageClosedException after {@link #close}
     * @throws io.sepia.error.StorageException as a transaction that reads, where the database is asked for it
     */
    BackendStats stats();

    /**
     * Frees everything that the backend holds. From its beginning on, {@link #begin} is refused. Waits for running
     * transactions to end, for a bounded time; those that have not ended by then are rolled back. Idempotent.
     *
     * @throws io.sepia.error.StorageFailureException if the database fails while closing
     */
    @Override
    void close();
}

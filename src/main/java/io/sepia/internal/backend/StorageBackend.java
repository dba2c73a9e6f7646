package io.sepia.internal.backend;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store of documents. Backends see documents only, never application objects, and all of them behave alike: the same
 * contract suite runs against each.
 *
 * <p>A backend does not parse content, follow references, retry, cache or notify; the layers above do that once for all
 * backends. It keeps no objects of the caller.
 *
 * <p>Thread-safe. Each transaction belongs to one thread at a time. See decision 0072.
 */
public interface StorageBackend extends AutoCloseable {
    /** Returns the name by which the backend is configured, such as {@code sqlite}. */
    String name();

    /**
     * Begins a transaction, which the caller must close.
     *
     * <p>{@link Access#READ_WRITE} waits for the write lock, at most for the backend's timeout.
     *
     * @throws IllegalStateException for {@code READ_WRITE}, if this thread has an open transaction of this backend that
     *     writes, or has joined one that has not ended: it would wait for itself
     * @throws io.sepia.error.StorageBusyException if the write lock was not granted in time
     * @throws io.sepia.error.StorageClosedException after {@link #close}
     * @throws io.sepia.error.StorageFailureException if the database fails, or for {@code READ_WRITE} if the store was
     *     opened read-only
     */
    BackendTransaction begin(Access access);

    /**
     * Runs {@code work} in a transaction that only reads, and ends the transaction. May be cheaper than {@link #begin}.
     *
     * @param work runs on the calling thread; uses the transaction only while it runs, and does not end it
     * @throws io.sepia.error.StorageException as {@link #begin}, and whatever {@code work} throws
     */
    default <T extends @Nullable Object> T read(Function<? super BackendTransaction, ? extends T> work) {
        try (BackendTransaction transaction = begin(Access.READ_ONLY)) {
            return work.apply(transaction);
        }
    }

    /**
     * Runs {@code work} in a transaction that writes, and commits it. When this method returns, the writes are durable;
     * when it throws, none of them is stored. The backend may commit the work of several threads together. Each work
     * still succeeds or fails by itself, and sees the writes of those before it. See decision 0020.
     *
     * @param work short, and free of application code: it may run on another thread, and again if its first run was
     *     rolled back. Uses the transaction only while it runs, and does not end it. If it throws, nothing of it is
     *     stored
     * @throws io.sepia.error.StorageException as {@link #begin} and {@link BackendTransaction#commit}, and whatever
     *     {@code work} throws
     */
    default <T extends @Nullable Object> T write(Function<? super BackendTransaction, ? extends T> work) {
        BackendTransaction transaction = begin(Access.READ_WRITE);
        T result;
        try {
            result = work.apply(transaction);
            transaction.commit();
        } catch (Throwable e) {
            EndSteps.because(e).run(transaction::close);
            throw e;
        }
        // The commit stands, so the caller is told of no failure.
        EndSteps.all()
                .run(transaction::close)
                .log(System.getLogger(StorageBackend.class.getName()), () -> "Ending a committed transaction failed");
        return result;
    }

    /**
     * Returns a capability that not all backends have, or empty: {@link ExternalCommits}, {@link FileCopy},
     * {@link Joining}, {@link OutsideChanges}, {@link PromptWriting}, {@link Scrubbing} or {@link UnrecognizedFiles}.
     */
    <C extends Capability> Optional<C> capability(Class<C> type);

    /**
     * Switches the log of changes on or off for all writers of the store. A log that is switched on begins with all
     * stored objects. A log that is switched off is dropped, and its followers must start again. Does nothing if the
     * log is in that state already.
     *
     * @throws io.sepia.error.StorageFailureException if the store was opened read-only
     * @throws io.sepia.error.StorageException as a transaction that writes
     */
    void keepChanges(boolean keep);

    /**
     * Returns statistics since the backend was opened, and the files it uses.
     *
     * @throws io.sepia.error.StorageClosedException after {@link #close}
     * @throws io.sepia.error.StorageException as a transaction that reads, if the backend has to ask the database
     */
    BackendStats stats();

    /**
     * Releases all resources. {@link #begin} is refused as soon as this method is called. Waits a bounded time for
     * running transactions to end, then rolls back those that remain. A commit that has begun is completed, and the
     * resources that it uses are released after it. Idempotent.
     *
     * @throws io.sepia.error.StorageFailureException if the database fails while closing
     */
    @Override
    void close();
}

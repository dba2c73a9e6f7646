package io.sepia.internal.backend.memory;

import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.snapshot.Snapshot;
import io.sepia.internal.backend.snapshot.SnapshotStorage;
import io.sepia.internal.option.Option;
import io.sepia.internal.option.Options;
import java.util.List;
import java.util.Map;

/**
 * A backend that keeps its documents in the heap, for tests and prototypes. It behaves like the other backends, except
 * that {@link #close} discards all documents and that no other process can share them. See decision 0002.
 *
 * <p>Thread-safe.
 */
public final class InMemoryStorage extends SnapshotStorage {
    private static final Option<Long> BUSY_TIMEOUT = Option.number(
            "busy_timeout",
            5_000,
            0,
            3_600_000,
            "Milliseconds that a writing transaction waits for the write lock, and close for running transactions.");

    private volatile Snapshot committed = Snapshot.EMPTY;

    private InMemoryStorage(Options options) {
        super("memory", options.get(BUSY_TIMEOUT), options.get(Deadline.QUERY_TIMEOUT));
    }

    /**
     * Opens a new, empty store.
     *
     * @param options values of {@link #options}
     * @throws io.sepia.error.ConfigurationException if an option is unknown or its value is not allowed
     */
    public static InMemoryStorage open(Map<String, ?> options) {
        return new InMemoryStorage(Options.parse("backend memory", options(), options));
    }

    /** Returns the options {@code busy_timeout} and {@code query_timeout}. */
    public static List<Option<?>> options() {
        return List.of(BUSY_TIMEOUT, Deadline.QUERY_TIMEOUT);
    }

    @Override
    protected Snapshot committed() {
        return committed;
    }

    @Override
    protected void commit(Commit commit) {
        committed = commit.after();
    }

    /** Discards all documents. */
    @Override
    protected void release() {
        committed = Snapshot.EMPTY;
    }
}

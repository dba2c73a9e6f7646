package io.sepia.internal.monitor;

import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendStats;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Capability;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.jfr.CallEvent;
import io.sepia.internal.jfr.Recording;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A backend whose calls are watched, for the Flight Recorder and the log of slow operations. Calls that join an
 * application's transaction are not watched. See decision 0314.
 */
public final class MonitoredBackend implements StorageBackend {
    private final StorageBackend delegate;
    private final SlowLog slow;

    /** @param slow the time from which an operation is logged as slow; zero for none */
    public MonitoredBackend(StorageBackend delegate, Duration slow) {
        this.delegate = delegate;
        this.slow = new SlowLog(delegate.name(), slow.toNanos());
    }

    /** Returns whether operations are watched; if not, they need not take the way through this backend. */
    public boolean isOn() {
        return slow.isOn() || Recording.isOn();
    }

    @Override
    public String name() {
        return delegate.name();
    }

    @Override
    public BackendTransaction begin(Access access) {
        BackendTransaction begun = delegate.begin(access);
        return new MonitoredTransaction(begun, slow);
    }

    @Override
    public <T extends @Nullable Object> T read(Function<? super BackendTransaction, ? extends T> work) {
        return new Operation().read(work);
    }

    @Override
    public <T extends @Nullable Object> T write(Function<? super BackendTransaction, ? extends T> work) {
        return new Operation().write(work);
    }

    /** An operation that consists of one transaction, including its waits and its commit. */
    private final class Operation {
        private final long start = System.nanoTime();
        private @Nullable MonitoredTransaction latest;
        private @Nullable CallEvent commit;

        private MonitoredTransaction monitored(BackendTransaction transaction) {
            MonitoredTransaction monitored = new MonitoredTransaction(transaction, null);
            latest = monitored;
            return monitored;
        }

        private <T extends @Nullable Object> T read(Function<? super BackendTransaction, ? extends T> work) {
            try {
                return delegate.read(transaction -> work.apply(monitored(transaction)));
            } finally {
                log();
            }
        }

        private <T extends @Nullable Object> T write(Function<? super BackendTransaction, ? extends T> work) {
            try {
                T written = delegate.write(transaction -> {
                    T result = work.apply(monitored(transaction));
                    commit = Call.COMMIT.begin();
                    return result;
                });
                if (commit != null && latest != null) {
                    latest.end(commit);
                }
                return written;
            } finally {
                log();
            }
        }

        private void log() {
            if (latest != null) {
                latest.log(slow, System.nanoTime() - start);
            }
        }
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        return delegate.capability(type);
    }

    @Override
    public void keepChanges(boolean keep) {
        delegate.keepChanges(keep);
    }

    @Override
    public BackendStats stats() {
        return delegate.stats();
    }

    @Override
    public void close() {
        delegate.close();
    }

    @Override
    public String toString() {
        return delegate.toString();
    }
}

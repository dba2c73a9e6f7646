package io.sepia.internal.cache;

import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendStats;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.ForeignCommits;
import io.sepia.internal.backend.ForeignCommits.Sighting;
import io.sepia.internal.backend.JoinedTransaction;
import io.sepia.internal.backend.ObservedTransaction;
import io.sepia.internal.backend.Outcome;
import io.sepia.internal.backend.StorageBackend;
import jakarta.persistence.EntityManager;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A backend whose transactions fill the cache when they read, and take out of it what they write. */
final class CachedBackend implements StorageBackend {
    private final DocumentCache cache;
    private final StorageBackend backend;
    private final Map<JoinedTransaction, JoinedTransaction> joined = new ConcurrentHashMap<>();

    CachedBackend(DocumentCache cache, StorageBackend backend) {
        this.cache = cache;
        this.backend = backend;
    }

    @Override
    public String name() {
        return backend.name();
    }

    @Override
    public BackendTransaction begin(Access access) {
        if (access == Access.READ_WRITE) {
            return new Writing(backend.begin(access), cache.beginWrites());
        }
        long stamp = cache.stamp();
        Sighting before = cache.freshness().known();
        return new CachedSnapshot(cache, backend.begin(access), stamp, before);
    }

    @Override
    public <T extends @Nullable Object> T read(Function<? super BackendTransaction, ? extends T> work) {
        long stamp = cache.stamp();
        Sighting before = cache.freshness().known();
        return backend.read(transaction -> work.apply(new CachedSnapshot(cache, transaction, stamp, before)));
    }

    @Override
    public <T extends @Nullable Object> T write(Function<? super BackendTransaction, ? extends T> work) {
        PendingWrites writes = cache.beginWrites();
        try {
            return backend.write(transaction -> work.apply(new ObservedTransaction(transaction, writes)));
        } finally {
            writes.end();
        }
    }

    @Override
    public void checkJoinable(EntityManager caller) {
        backend.checkJoinable(caller);
    }

    @Override
    public JoinedTransaction join(EntityManager caller) {
        JoinedTransaction transaction = backend.join(caller);
        JoinedTransaction known = joined.get(transaction);
        if (known == null) {
            PendingWrites writes = cache.beginWrites();
            known = new Joined(transaction, new ObservedTransaction(transaction.operations(), writes));
            joined.put(transaction, known);
            transaction.onCompletion(outcome -> {
                joined.remove(transaction);
                writes.end();
            });
        }
        return known;
    }

    @Override
    public @Nullable JoinedTransaction joined() {
        JoinedTransaction transaction = backend.joined();
        return transaction == null ? null : joined.get(transaction);
    }

    /** A caller's transaction, whose writes are over when it is. */
    private record Joined(JoinedTransaction delegate, BackendTransaction operations) implements JoinedTransaction {
        @Override
        public <T extends @Nullable Object> T atomically(Supplier<T> work) {
            return delegate.atomically(work);
        }

        @Override
        public boolean isCurrent() {
            return delegate.isCurrent();
        }

        @Override
        public void onCompletion(Consumer<Outcome> listener) {
            delegate.onCompletion(listener);
        }
    }

    /** Its writes are over when it is closed: then it has been committed or rolled back. */
    private static final class Writing extends ObservedTransaction {
        private final PendingWrites writes;

        Writing(BackendTransaction delegate, PendingWrites writes) {
            super(delegate, writes);
            this.writes = writes;
        }

        @Override
        public void close() {
            try {
                super.close();
            } finally {
                writes.end();
            }
        }
    }

    @Override
    public Optional<ForeignCommits> foreignCommits() {
        return backend.foreignCommits();
    }

    @Override
    public void keepChanges(boolean keep) {
        backend.keepChanges(keep);
    }

    @Override
    public BackendStats stats() {
        return backend.stats();
    }

    @Override
    public void close() {
        backend.close();
    }

    @Override
    public String toString() {
        return backend.toString();
    }
}

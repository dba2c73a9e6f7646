package io.sepia.internal.cache;

import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendStats;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Capability;
import io.sepia.internal.backend.ExternalCommits.Sighting;
import io.sepia.internal.backend.StorageBackend;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A backend whose reading transactions fill the cache. */
record CachedBackend(DocumentCache cache, StorageBackend backend) implements StorageBackend {
    @Override
    public String name() {
        return backend.name();
    }

    @Override
    public BackendTransaction begin(Access access) {
        if (access == Access.READ_WRITE) {
            return backend.begin(access);
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
        return backend.write(work);
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        return backend.capability(type);
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

package io.sepia.internal.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.sepia.document.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Documents in a Caffeine cache. */
final class CaffeineDocuments implements BoundedDocuments {
    private final Cache<ObjectKey, CachedDocument> documents;
    private final LongAdder evictions = new LongAdder();

    CaffeineDocuments(long maximum) {
        documents = Caffeine.newBuilder()
                .maximumWeight(maximum)
                .weigher((ObjectKey key, CachedDocument cached) -> cached.weight())
                .evictionListener((key, cached, cause) -> evictions.increment())
                // Maintenance runs on the thread that puts, which holds the lock; Caffeine gets no threads of its own.
                .executor(Runnable::run)
                .build();
    }

    @Override
    public @Nullable CachedDocument get(ObjectKey key) {
        return documents.getIfPresent(key);
    }

    @Override
    public void put(CachedDocument cached) {
        documents.put(cached.key(), cached);
    }

    @Override
    public boolean remove(ObjectKey key) {
        return documents.asMap().remove(key) != null;
    }

    @Override
    public int removeIf(Predicate<ObjectKey> fits) {
        List<ObjectKey> keys = new ArrayList<>();
        for (ObjectKey key : documents.asMap().keySet()) {
            if (fits.test(key)) {
                keys.add(key);
            }
        }
        documents.invalidateAll(keys);
        return keys.size();
    }

    @Override
    public int clear() {
        return removeIf(key -> true);
    }

    @Override
    public int size() {
        documents.cleanUp();
        return (int) documents.estimatedSize();
    }

    @Override
    public long weight() {
        documents.cleanUp();
        return documents.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    @Override
    public long evictions() {
        documents.cleanUp();
        return evictions.sum();
    }
}

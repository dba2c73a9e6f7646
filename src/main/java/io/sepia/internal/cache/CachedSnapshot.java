package io.sepia.internal.cache;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.ExternalCommits.Sighting;
import io.sepia.internal.backend.ForwardingTransaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of the backend that reads, and puts the documents that it loads by key into the cache. It takes
 * documents from there too, once its first read has fixed its snapshot, and only such as are the same in the snapshot.
 */
final class CachedSnapshot extends ForwardingTransaction {
    private final DocumentCache cache;
    private final BackendTransaction delegate;
    private final long stamp;
    private final Sighting before;
    private boolean taken;
    private long takenAt;
    private @Nullable Sighting after;

    /**
     * Goes on with a transaction that has just begun.
     *
     * @param stamp of the cache, taken before that
     * @param before a sighting of others' commits from before that
     */
    CachedSnapshot(DocumentCache cache, BackendTransaction delegate, long stamp, Sighting before) {
        this.cache = cache;
        this.delegate = delegate;
        this.stamp = stamp;
        this.before = before;
    }

    @Override
    protected BackendTransaction delegate() {
        return delegate;
    }

    @Override
    public Optional<StoredDocument> load(ObjectKey key) {
        StoredDocument cached = cached(key);
        if (cached != null) {
            return Optional.of(cached);
        }
        Optional<StoredDocument> loaded = delegate.load(key);
        loaded(List.of(key), loaded.map(List::of).orElse(List.of()));
        return loaded;
    }

    @Override
    public List<StoredDocument> load(String className, Collection<String> ids) {
        List<StoredDocument> documents = new ArrayList<>(ids.size());
        Set<String> others = new HashSet<>();
        for (String id : new HashSet<>(ids)) {
            StoredDocument cached = cached(new ObjectKey(className, id));
            if (cached == null) {
                others.add(id);
            } else {
                documents.add(cached);
            }
        }
        if (!others.isEmpty()) {
            List<StoredDocument> loaded = delegate.load(className, others);
            loaded(others, loaded);
            documents.addAll(loaded);
        }
        return documents;
    }

    private void loaded(Collection<?> asked, List<StoredDocument> documents) {
        if (!taken) {
            taken = true;
            takenAt = System.nanoTime();
        }
        cache.missed(asked.size());
        cache.fill(stamp, documents);
    }

    private @Nullable StoredDocument cached(ObjectKey key) {
        if (!taken) {
            return null;
        }
        CachedDocument cached = cache.lookUp(key, stamp);
        if (cached == null || !isAsInSnapshot(cached)) {
            return null;
        }
        cache.hit(1);
        return cached.document();
    }

    /**
     * Tells whether the snapshot has the same: nothing of the store has touched it since before the snapshot was taken;
     * and others have committed nothing from before then up to a moment after then, at which it was in the cache.
     */
    private boolean isAsInSnapshot(CachedDocument cached) {
        if (after == null) {
            after = cache.freshness().since(takenAt);
        }
        return after.count() == before.count() && after.asOf() - takenAt >= 0 && after.asOf() - cached.filledAt() >= 0;
    }
}

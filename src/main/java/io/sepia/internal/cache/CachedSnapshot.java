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
 * A reading transaction of the backend that caches the documents it loads by key. After its first read has fixed its
 * snapshot, it also takes documents from the cache, provided that they are the same in the snapshot. See decision 0025.
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
     * Wraps a transaction that has just begun.
     *
     * @param stamp the stamp of the cache, taken before the transaction began
     * @param before a sighting of external commits from before the transaction began
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
        Set<String> missing = new HashSet<>();
        for (String id : new HashSet<>(ids)) {
            StoredDocument cached = cached(new ObjectKey(className, id));
            if (cached == null) {
                missing.add(id);
            } else {
                documents.add(cached);
            }
        }
        if (!missing.isEmpty()) {
            List<StoredDocument> loaded = delegate.load(className, missing);
            loaded(missing, loaded);
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
     * Returns whether the snapshot contains the same document. This store has not written it since before the snapshot
     * was taken, as the stamp shows. No external commit happened between the start of this snapshot and a later moment
     * at which the entry was cached.
     */
    private boolean isAsInSnapshot(CachedDocument cached) {
        if (after == null) {
            after = cache.freshness().since(takenAt);
        }
        return after.count() == before.count() && after.asOf() - takenAt >= 0 && after.asOf() - cached.filledAt() >= 0;
    }
}

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

/**
 * Reads cached documents without a transaction of the backend. A document that is not cached ends the work with a
 * {@link CacheMiss}. All returned documents were stored at the same moment. See decision 0025.
 */
final class CachedReads extends ForwardingTransaction {
    private final DocumentCache cache;
    private final long stamp;
    private final CachedDocument first;
    private Sighting seen;
    private long latestFill;
    private long served;

    /**
     * Begins with a document that was found in the cache.
     *
     * @param stamp the stamp of the cache, taken before that
     * @param seen a sighting of external commits that is recent enough
     */
    CachedReads(DocumentCache cache, long stamp, Sighting seen, CachedDocument first) {
        this.cache = cache;
        this.stamp = stamp;
        this.seen = seen;
        this.first = first;
        this.latestFill = first.filledAt();
    }

    @Override
    protected BackendTransaction delegate() {
        throw CacheMiss.INSTANCE;
    }

    /** Returns the number of documents served. */
    long served() {
        return served;
    }

    @Override
    public Optional<StoredDocument> load(ObjectKey key) {
        return Optional.of(get(key));
    }

    @Override
    public List<StoredDocument> load(String className, Collection<String> ids) {
        List<StoredDocument> documents = new ArrayList<>(ids.size());
        for (String id : new HashSet<>(ids)) {
            documents.add(get(new ObjectKey(className, id)));
        }
        return documents;
    }

    @Override
    public boolean exists(ObjectKey key) {
        get(key);
        return true;
    }

    @Override
    public Set<String> existing(String className, Collection<String> ids) {
        Set<String> wanted = new HashSet<>(ids);
        wanted.forEach(id -> get(new ObjectKey(className, id)));
        return wanted;
    }

    private StoredDocument get(ObjectKey key) {
        served++;
        if (served == 1 && key.equals(first.key())) {
            return first.document();
        }
        CachedDocument cached = cache.lookUp(key, stamp);
        if (cached == null || !goesTogether(cached)) {
            throw CacheMiss.INSTANCE;
        }
        return cached.document();
    }

    /**
     * Returns whether {@code cached} and all documents before it were stored at one moment. No commit of this store has
     * changed them since the stamp. No external commit has either, if there was none until a moment when all of them
     * were cached.
     */
    private boolean goesTogether(CachedDocument cached) {
        if (cached.filledAt() - latestFill > 0) {
            latestFill = cached.filledAt();
        }
        if (seen.asOf() - latestFill >= 0) {
            return true;
        }
        Sighting later = cache.freshness().since(latestFill);
        boolean unchanged = later.count() == seen.count();
        seen = later;
        return unchanged && later.asOf() - latestFill >= 0;
    }

    @Override
    public void commit() {
        // There is no transaction to end.
    }

    @Override
    public void close() {
        // There is no transaction to end.
    }
}

package io.sepia.internal.cache;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.ExternalCommits;
import io.sepia.internal.backend.ExternalCommits.Sighting;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.report.StorageStats.CacheStats;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A cache of the committed documents of one store, in memory. Thread-safe. See decisions 0025, 0026, 0027 and 0170.
 *
 * <p>With respect to transactions of this store, a cached document is always the committed one. A transaction removes
 * the documents that it writes before it commits, and no thread can cache them again until it has ended. A document
 * that was read before such a transaction ended is not cached afterwards either: a reader takes a stamp before its
 * snapshot, and {@link #fill} rejects documents that were written after the stamp. An external commit empties the cache
 * when it is noticed, which is at most the configured time after it was acknowledged; see {@link Freshness}.
 */
public final class DocumentCache {
    private static final int STRIPES = 1 << 12;
    private static final int CHUNK = 256;

    private final long maximum;
    private final TwoQueueDocuments documents;
    private final Freshness freshness;

    /** Guards all changes of documents, stripes and pending writes. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Set<PendingWrites> pending = Collections.newSetFromMap(new IdentityHashMap<>());
    /** The stamp of the last write by the stripe of the key's hash. */
    private final AtomicLongArray written = new AtomicLongArray(STRIPES);

    private volatile long allWritten;
    private volatile long clock;

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder invalidations = new LongAdder();
    private final LongAdder externalCommits = new LongAdder();

    /**
     * Creates an empty cache.
     *
     * @param external detects external commits
     */
    public DocumentCache(CacheSettings settings, ExternalCommits external) {
        this.maximum = settings.maximumWeight();
        this.documents = new TwoQueueDocuments(maximum);
        this.freshness = new Freshness(external, settings.stalenessNanos(), this::forgetAll);
    }

    /**
     * Returns a backend that fills the cache when it reads documents by key. All use of the given backend must go
     * through the result; writes must be reported to the cache by {@link #beginWrites}.
     */
    public StorageBackend over(StorageBackend backend) {
        return new CachedBackend(this, backend);
    }

    /**
     * Runs {@code work} on cached documents if {@code first}, which it loads first, and every other document that it
     * loads are cached; otherwise returns the result of {@code otherwise}. In the first case there is no transaction,
     * and all loaded documents were stored at one moment, no longer ago than the configured time.
     *
     * @param work loads documents by key; may be abandoned at any load
     */
    public <R extends @Nullable Object> R read(
            ObjectKey first, Function<BackendTransaction, R> work, Supplier<R> otherwise) {
        long stamp = clock;
        Sighting seen = freshness.recent();
        CachedDocument found = seen == null ? null : lookUp(first, stamp);
        if (seen == null || found == null) {
            return otherwise.get();
        }
        CachedReads reads = new CachedReads(this, stamp, seen, found);
        R result;
        try {
            result = work.apply(reads);
        } catch (CacheMiss miss) {
            return otherwise.get();
        }
        hits.add(reads.served());
        return result;
    }

    /** Returns counts and the current size. */
    public CacheStats stats() {
        return new CacheStats(
                hits.sum(),
                misses.sum(),
                documents.evictions(),
                invalidations.sum(),
                externalCommits.sum(),
                documents.size(),
                documents.weight(),
                maximum);
    }

    Freshness freshness() {
        return freshness;
    }

    /** Returns the current stamp. Take it before the snapshot from which documents are cached. */
    long stamp() {
        return clock;
    }

    /**
     * Returns the document of {@code key} if it is cached and this store has not written it since {@code stamp}, or
     * null.
     */
    @Nullable
    CachedDocument lookUp(ObjectKey key, long stamp) {
        CachedDocument cached = documents.get(key);
        return cached != null && isUnwritten(key, stamp) ? cached : null;
    }

    private boolean isUnwritten(ObjectKey key, long stamp) {
        return written.get(stripe(key)) <= stamp && allWritten <= stamp;
    }

    private static int stripe(ObjectKey key) {
        int hash = key.hashCode();
        return (hash ^ hash >>> 16) & (STRIPES - 1);
    }

    /**
     * Caches documents that were read in a snapshot taken after {@code stamp}, unless another thread holds the lock. A
     * full cache takes only those that were read before lately. See decision 0080.
     */
    void fill(long stamp, List<StoredDocument> loaded) {
        for (int from = 0; from < loaded.size(); from += CHUNK) {
            List<StoredDocument> chunk = admitted(loaded.subList(from, Math.min(loaded.size(), from + CHUNK)));
            if (chunk.isEmpty()) {
                continue;
            }
            long now = System.nanoTime();
            // A reader never waits for the cache: if another thread holds the lock, this chunk stays out.
            if (lock.tryLock()) {
                try {
                    chunk.forEach(each -> fill(stamp, each, now));
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    private List<StoredDocument> admitted(List<StoredDocument> loaded) {
        if (loaded.size() == 1) {
            return documents.admits(loaded.get(0).key()) ? loaded : List.of();
        }
        return loaded.stream().filter(each -> documents.admits(each.key())).toList();
    }

    private void fill(long stamp, StoredDocument document, long now) {
        if (isUnwritten(document.key(), stamp) && pending.stream().noneMatch(each -> each.contains(document.key()))) {
            documents.put(CachedDocument.of(document, now));
        }
    }

    void hit(long number) {
        hits.add(number);
    }

    void missed(long number) {
        misses.add(number);
    }

    /**
     * Returns a ledger that keeps the documents written by a transaction out of the cache until its {@code end} is
     * called.
     */
    public PendingWrites beginWrites() {
        return new PendingWrites(this);
    }

    /** Prevents readers from caching the documents in {@code writes} until {@link #ended}. Requires the lock. */
    void began(PendingWrites writes) {
        pending.add(writes);
    }

    /**
     * Allows readers to cache the documents in {@code writes} again, if they read them from now on. Requires the lock.
     */
    void ended(PendingWrites writes) {
        pending.remove(writes);
        long now = clock + 1;
        writes.keys().forEach(key -> written.set(stripe(key), now));
        if (!writes.areKeysOnly()) {
            allWritten = now;
        }
        clock = now;
    }

    /** Removes a document that is about to be written. Requires the lock. */
    void forget(ObjectKey key) {
        if (documents.remove(key)) {
            invalidations.increment();
        }
    }

    /** Removes documents that are about to be written. Requires the lock. */
    void forgetIf(Predicate<ObjectKey> fits) {
        invalidations.add(documents.removeIf(fits));
    }

    private void forgetAll() {
        externalCommits.increment();
        locked(() -> {
            long now = clock + 1;
            allWritten = now;
            clock = now;
            invalidations.add(documents.clear());
        });
    }

    void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}

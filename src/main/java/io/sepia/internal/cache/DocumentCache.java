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
 * Committed documents of one store, kept in memory. Thread-safe.
 *
 * <p>A document that is in the cache is the committed one, as far as transactions of this store go: each of them takes
 * what it has written out of the cache before it commits, and nobody puts it back until it has ended. What was read
 * before the end of such a transaction is not put there after it: readers take a stamp before their snapshot, and a
 * document that was written since is refused. Commits of others empty the cache when they are noticed, which is at most
 * the configured time after they were acknowledged; see {@link Freshness}.
 */
public final class DocumentCache {
    private static final int STRIPES = 1 << 12;
    private static final int CHUNK = 256;

    private final long maximum;
    private final BoundedDocuments documents;
    private final Freshness freshness;

    /** Guards all changes of documents, stripes and pending writes. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Set<PendingWrites> pending = Collections.newSetFromMap(new IdentityHashMap<>());
    /** By the hash of keys, the stamp at which one of them was last written. */
    private final AtomicLongArray written = new AtomicLongArray(STRIPES);

    private volatile long allWritten;
    private volatile long clock;

    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder invalidations = new LongAdder();
    private final LongAdder externalCommits = new LongAdder();

    /**
     * Makes an empty cache.
     *
     * @param external tells of commits that are not the store's own
     */
    public DocumentCache(CacheSettings settings, ExternalCommits external) {
        this.maximum = settings.maximumWeight();
        this.documents = settings.documents();
        this.freshness = new Freshness(external, settings.stalenessNanos(), this::forgetAll);
    }

    /**
     * The backend, with what its transactions read by key put into the cache, and what they write taken out. All use of
     * the backend goes through the result.
     */
    public StorageBackend over(StorageBackend backend) {
        return new CachedBackend(this, backend);
    }

    /**
     * Runs {@code work} on cached documents, if the document of {@code first}, which it loads first, and all others
     * that it loads are there; else returns what {@code otherwise} gives. In the former case no transaction takes
     * place, and all that is loaded was stored at one moment, not longer ago than the configured time.
     *
     * @param work loads documents by key, and may be given up halfway
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

    /** What it has done, and what it holds. */
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

    /** The stamp of now: to be taken before the snapshot whose documents are to be put here. */
    long stamp() {
        return clock;
    }

    /** The document of {@code key}, if it is here and the store has not written it since {@code stamp}. */
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

    /** Caches documents that were read in a snapshot taken after {@code stamp}, unless the cache is in use. */
    void fill(long stamp, List<StoredDocument> loaded) {
        for (int from = 0; from < loaded.size(); from += CHUNK) {
            List<StoredDocument> chunk = loaded.subList(from, Math.min(loaded.size(), from + CHUNK));
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

    /** Keeps what a transaction writes out of the cache, until the caller says that it is over. */
    public PendingWrites beginWrites() {
        return new PendingWrites(this);
    }

    /**
     * Keeps readers from putting here what {@code writes} contain, until they have ended. For the holder of the lock.
     */
    void began(PendingWrites writes) {
        pending.add(writes);
    }

    /**
     * Lets readers put here again what {@code writes} contained, if they read it from now on. For the holder of the
     * lock.
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

    /** Takes out a document that is going to be written. For the holder of the lock. */
    void forget(ObjectKey key) {
        if (documents.remove(key)) {
            invalidations.increment();
        }
    }

    /** Takes out documents that are going to be written. For the holder of the lock. */
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

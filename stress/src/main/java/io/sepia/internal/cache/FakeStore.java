package io.sepia.internal.cache;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.ExternalCommits;
import io.sepia.internal.backend.ExternalCommits.Sighting;
import io.sepia.internal.backend.ForwardingTransaction;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Two documents that always have the same version, behind a cache. A write of {@link #version} is their commit. */
final class FakeStore {
    static final boolean MUTANT = Boolean.getBoolean("sepia.stress.mutant");
    static final ObjectKey A = new ObjectKey("Pair", "a");
    static final ObjectKey B = new ObjectKey("Pair", "b");

    volatile int version;
    final DocumentCache cache;

    FakeStore(long stalenessMillis, boolean external) {
        ExternalCommits commits = () -> {
            long now = System.nanoTime();
            return new Sighting(external ? version : 0, now);
        };
        cache = new DocumentCache(new CacheSettings(1 << 20, stalenessMillis), commits);
        cache.fill(cache.stamp(), List.of(document(A, 0), document(B, 0)));
    }

    static StoredDocument document(ObjectKey key, int version) {
        return new StoredDocument(
                key, ObjectType.SERIALIZABLE, "{}", null, version, Instant.EPOCH, Instant.EPOCH);
    }

    /** Reads the pair in a snapshot, which fills the cache. The mutant takes the stamp after the snapshot. */
    int readSnapshot(boolean lateStamp) {
        if (lateStamp) {
            int late = version;
            // The pause makes room for a commit between the snapshot and the stamp.
            Thread.yield();
            long stamp = cache.stamp();
            return pair(new CachedSnapshot(cache, new Snapshot(late), stamp, cache.freshness().known()));
        }
        long stamp = cache.stamp();
        Sighting before = cache.freshness().known();
        return pair(new CachedSnapshot(cache, new Snapshot(version), stamp, before));
    }

    /** Reads the pair from the cache if it contains both documents, else in a snapshot. */
    int read() {
        return cache.read(A, FakeStore::pair, () -> readSnapshot(false));
    }

    /** Returns the versions of both documents as two digits. */
    private static int pair(BackendTransaction transaction) {
        long a = transaction.load(A).orElseThrow().version();
        long b = transaction.load(B).orElseThrow().version();
        return (int) (10 * a + b);
    }

    private static final class Snapshot extends ForwardingTransaction {
        private final int version;

        Snapshot(int version) {
            this.version = version;
        }

        @Override
        protected BackendTransaction delegate() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<StoredDocument> load(ObjectKey key) {
            return Optional.of(document(key, version));
        }

        @Override
        public List<StoredDocument> load(String className, Collection<String> ids) {
            return ids.stream()
                    .map(id -> document(new ObjectKey(className, id), version))
                    .toList();
        }
    }
}

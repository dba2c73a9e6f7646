package io.sepia.internal.unknown;

import io.sepia.document.ObjectKey;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The documents that a store has read or written lately and that have no unknown members. A document that is missing
 * here costs a read when it is replaced, nothing else, so the table is small and forgets.
 *
 * <p>An entry consists of 43 bits of a hash of the key and 20 bits of the version, and 13 further bits of the hash
 * choose the bucket: no object is kept or compared, and no two keys that a store has at once are likely to be confused.
 * Thread-safe, without locks. See decision 0180.
 */
final class SeenDocuments {
    private static final int SIZE = 1 << 16;
    /** A document may be in each slot of its bucket, so that few displace each other before the table is full. */
    private static final int BUCKET = 8;

    private static final int VERSION_BITS = 20;
    private static final long VERSION = (1L << VERSION_BITS) - 1;
    /** Differs in each JVM, so that nobody can choose keys with equal hashes. */
    private static final long SEED = new SplittableRandom().nextLong();

    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final long MIXER = 0xBF58476D1CE4E5B9L;

    private final AtomicLongArray table = new AtomicLongArray(SIZE);
    private final AtomicLong writesOfOthers = new AtomicLong();

    /** Returns a moment for {@link #add}, to be taken before the document is read. */
    long moment() {
        return writesOfOthers.get();
    }

    /**
     * Adds a document, unless documents were written by others since {@code moment}.
     *
     * @param version its version
     */
    void add(ObjectKey key, long version, long moment) {
        long hash = hash(key);
        int slot = slotFor(hash);
        long entry = name(hash) | version & VERSION;
        table.setRelease(slot, entry);
        if (writesOfOthers.get() != moment) {
            table.compareAndSet(slot, entry, 0);
        }
    }

    /** Returns the slot of the document, else an empty one, else one of the bucket that is chosen by the hash. */
    private int slotFor(long hash) {
        int first = bucket(hash);
        int free = first + (int) (hash >>> 61);
        for (int i = first; i < first + BUCKET; i++) {
            long entry = table.getAcquire(i);
            if (entry == 0) {
                free = i;
            } else if (name(entry) == name(hash)) {
                return i;
            }
        }
        return free;
    }

    boolean contains(ObjectKey key) {
        return find(key) != 0;
    }

    boolean contains(ObjectKey key, long version) {
        long entry = find(key);
        return entry != 0 && (entry & VERSION) == (version & VERSION);
    }

    private long find(ObjectKey key) {
        long hash = hash(key);
        int first = bucket(hash);
        for (int i = first; i < first + BUCKET; i++) {
            long entry = table.getAcquire(i);
            if (entry != 0 && name(entry) == name(hash)) {
                return entry;
            }
        }
        return 0;
    }

    /** Removes a document from all slots in which threads may have put it concurrently. */
    void remove(ObjectKey key) {
        long hash = hash(key);
        int first = bucket(hash);
        for (int i = first; i < first + BUCKET; i++) {
            long entry = table.getAcquire(i);
            if (entry != 0 && name(entry) == name(hash)) {
                table.compareAndSet(i, entry, 0);
            }
        }
    }

    /** Removes a document that others have written. */
    void writtenByOthers(Iterable<ObjectKey> keys) {
        writesOfOthers.incrementAndGet();
        keys.forEach(this::remove);
    }

    /** Removes all documents, because others have written any of them. */
    void writtenByOthers() {
        writesOfOthers.incrementAndGet();
        for (int i = 0; i < SIZE; i++) {
            table.set(i, 0);
        }
    }

    private static long hash(ObjectKey key) {
        long hash = hash(hash(SEED, key.className()) + 1, key.id());
        hash = (hash ^ hash >>> 32) * MIXER;
        return hash ^ hash >>> 29;
    }

    private static long hash(long seed, String text) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash + text.charAt(i)) * MULTIPLIER;
        }
        return hash;
    }

    /** Returns the bits of an entry that stand for the key; at least one is set. */
    private static long name(long hashOrEntry) {
        return hashOrEntry & ~VERSION | 1L << VERSION_BITS;
    }

    private static int bucket(long hash) {
        return (int) hash & SIZE - BUCKET;
    }
}

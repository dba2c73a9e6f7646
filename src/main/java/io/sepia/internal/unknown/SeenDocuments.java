package io.sepia.internal.unknown;

import io.sepia.document.ObjectKey;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The documents that a store has read or written lately and that have no unknown members. A document that is missing
 * here costs a read when it is replaced, nothing else, so the table is small and forgets. Thread-safe, without locks.
 */
final class SeenDocuments {
    private static final int SIZE = 1 << 15;

    private final AtomicReferenceArray<@Nullable Seen> table = new AtomicReferenceArray<>(SIZE);
    private final AtomicLong writesOfOthers = new AtomicLong();

    private record Seen(ObjectKey key, long version) {}

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
        int slot = slot(key);
        Seen seen = new Seen(key, version);
        table.setRelease(slot, seen);
        if (writesOfOthers.get() != moment) {
            table.compareAndSet(slot, seen, null);
        }
    }

    boolean contains(ObjectKey key) {
        Seen seen = table.getAcquire(slot(key));
        return seen != null && seen.key().equals(key);
    }

    boolean contains(ObjectKey key, long version) {
        Seen seen = table.getAcquire(slot(key));
        return seen != null && seen.version() == version && seen.key().equals(key);
    }

    void remove(ObjectKey key) {
        int slot = slot(key);
        Seen seen = table.getAcquire(slot);
        if (seen != null && seen.key().equals(key)) {
            table.compareAndSet(slot, seen, null);
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
            table.set(i, null);
        }
    }

    private static int slot(ObjectKey key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return (hash ^ hash >>> 15) & SIZE - 1;
    }
}

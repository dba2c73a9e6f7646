package io.sepia.internal.transfer;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.ReferenceHash;
import java.util.Arrays;

/** A set of keys as 64-bit hashes, in 11 to 22 bytes for each key. */
final class KeyHashes {
    private long[] slots = new long[1 << 10];
    private int size;

    /** Adds a key, and returns false if it, or with negligible probability another one of the same hash, was added. */
    boolean add(ObjectKey key) {
        if (size * 4L > slots.length * 3L) {
            long[] old = slots;
            slots = new long[Math.multiplyExact(old.length, 2)];
            Arrays.stream(old).filter(each -> each != 0).forEach(this::put);
        }
        boolean added = put(ReferenceHash.of(key));
        size += added ? 1 : 0;
        return added;
    }

    /** Returns whether a key, or with negligible probability another one of the same hash, was added. */
    boolean contains(ObjectKey key) {
        long hash = ReferenceHash.of(key);
        int mask = slots.length - 1;
        int at = (int) hash & mask;
        while (slots[at] != 0 && slots[at] != hash) {
            at = at + 1 & mask;
        }
        return slots[at] != 0;
    }

    private boolean put(long hash) {
        int mask = slots.length - 1;
        int at = (int) hash & mask;
        while (slots[at] != 0) {
            if (slots[at] == hash) {
                return false;
            }
            at = at + 1 & mask;
        }
        slots[at] = hash;
        return true;
    }
}

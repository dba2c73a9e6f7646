package io.sepia.internal.backend;

import io.sepia.document.ObjectKey;
import java.util.HashSet;
import java.util.Set;

/**
 * The number that stands for a key where many of them are kept or compared, 64 bits. Databases store such numbers, so
 * how they are made never changes. Two keys may have the same one.
 */
public final class ReferenceHash {
    /** Stands for any key; none has it. */
    public static final long ANY = 0;

    /** Start and factor of the hash FNV-1a for 64 bits, here over UTF-16 units. */
    private static final long START = 0xcbf29ce484222325L;

    private static final long FACTOR = 0x100000001b3L;

    private ReferenceHash() {}

    /** The numbers of several keys. */
    public static Set<Long> of(Set<ObjectKey> keys) {
        Set<Long> hashes = new HashSet<>();
        keys.forEach(each -> hashes.add(of(each)));
        return hashes;
    }

    /** The number of a key. */
    public static long of(ObjectKey key) {
        long hash = add(START, key.className());
        // No text has this unit, because half of a pair alone is refused in keys.
        hash = add((hash ^ 0xdfff) * FACTOR, key.id());
        // FNV leaves the upper bits of short texts much alike.
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        hash ^= hash >>> 33;
        return hash == ANY ? 1 : hash;
    }

    private static long add(long start, String text) {
        long hash = start;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FACTOR;
        }
        return hash;
    }
}

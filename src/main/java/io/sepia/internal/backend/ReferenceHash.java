package io.sepia.internal.backend;

import io.sepia.document.ObjectKey;
import java.util.HashSet;
import java.util.Set;

/**
 * The 64-bit hash of a key, used where many keys are stored or compared. Databases store these hashes, so the function
 * never changes. Two keys may have the same hash. See decision 0060.
 */
public final class ReferenceHash {
    /** Stands for any key. No key has this hash. */
    public static final long ANY = 0;

    /** Offset basis and prime of 64-bit FNV-1a, here applied to UTF-16 units. */
    private static final long START = 0xcbf29ce484222325L;

    private static final long FACTOR = 0x100000001b3L;

    private ReferenceHash() {}

    /** Returns the hashes of several keys. */
    public static Set<Long> of(Set<ObjectKey> keys) {
        Set<Long> hashes = new HashSet<>();
        keys.forEach(each -> hashes.add(of(each)));
        return hashes;
    }

    /** Returns the hash of a key. */
    public static long of(ObjectKey key) {
        long hash = add(START, key.className());
        // A separator that no key contains: keys with lone surrogates are refused.
        hash = add((hash ^ 0xdfff) * FACTOR, key.id());
        // FNV hashes of short texts differ little in their upper bits.
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

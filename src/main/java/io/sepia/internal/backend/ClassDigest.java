package io.sepia.internal.backend;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A number for each document of a class, which is another one after each write of the document.
 *
 * @param stamps the numbers by id; 0 for a document that may change without another number
 */
public record ClassDigest(Map<String, Long> stamps) {
    /** Returns a number that depends on all of these numbers, and is not 0. */
    public static long stamp(long... numbers) {
        long stamp = 0;
        for (long each : numbers) {
            long mixed = (stamp ^ each) * 0x9E3779B97F4A7C15L;
            stamp = mixed ^ mixed >>> 29;
        }
        return stamp == 0 ? 1 : stamp;
    }

    /** Compares these documents with those of an earlier state. */
    public ClassChanges since(@Nullable Object earlier) {
        if (!(earlier instanceof ClassDigest digest)) {
            return ClassChanges.all(this);
        }
        Set<String> ids = new HashSet<>();
        stamps.forEach((id, stamp) -> {
            if (stamp == 0 || !stamp.equals(digest.stamps.get(id))) {
                ids.add(id);
            }
        });
        digest.stamps.keySet().forEach(id -> {
            if (!stamps.containsKey(id)) {
                ids.add(id);
            }
        });
        return new ClassChanges(this, false, ids);
    }
}

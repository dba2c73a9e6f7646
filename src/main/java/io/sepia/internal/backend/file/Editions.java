package io.sepia.internal.backend.file;

import io.sepia.document.ObjectKey;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The versions of files that other programs have edited: each content that is read has the next version after the one
 * that was read before. All stores of the JVM on a directory share them. Thread-safe. See decision 0302.
 */
final class Editions {
    private static final Map<Path, WeakReference<Editions>> SHARED = new HashMap<>();

    private final Map<ObjectKey, Edition> latest = new ConcurrentHashMap<>();

    /**
     * The content of a file that was read last.
     *
     * @param recorded the version in the journal's record at that time; 0 for none
     */
    private record Edition(long recorded, long fingerprint, long version) {
        Edition next(long nextFingerprint) {
            return nextFingerprint == fingerprint ? this : new Edition(recorded, nextFingerprint, version + 1);
        }
    }

    private Editions() {}

    /** Returns the versions for a directory. */
    static Editions of(Path root) {
        synchronized (SHARED) {
            WeakReference<Editions> known = SHARED.get(root);
            Editions shared = known == null ? null : known.get();
            if (shared == null) {
                shared = new Editions();
                SHARED.values().removeIf(each -> each.refersTo(null));
                SHARED.put(root, new WeakReference<>(shared));
            }
            return shared;
        }
    }

    /**
     * Returns the version of an object whose file was read.
     *
     * @param record the object's record in the journal, or null
     */
    long version(ObjectKey key, @Nullable FileRecord record, long fingerprint) {
        if (record != null && record.fingerprint() == fingerprint) {
            return record.version();
        }
        long recorded = record == null ? 0 : record.version();
        Edition first = new Edition(recorded, fingerprint, recorded + 1);
        Edition now = latest.compute(
                key,
                (any, before) -> before == null || before.recorded() < recorded
                        ? first
                        : before.recorded() == recorded ? before.next(fingerprint) : before);
        // A reader of an earlier state must not set the versions back.
        return now.recorded() == recorded ? now.version() : first.version();
    }
}

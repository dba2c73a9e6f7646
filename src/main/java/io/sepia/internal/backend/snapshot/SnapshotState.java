package io.sepia.internal.backend.snapshot;

import io.sepia.internal.backend.ClassChanges;
import io.sepia.internal.backend.ClassDigest;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a class in a snapshot, for {@link ClassChanges}.
 *
 * @param documents the map of them if all are in memory, where they do not change
 */
record SnapshotState(WeakReference<Map<String, HeldDocument>> documents, ClassDigest digest) {
    private static final WeakReference<Map<String, HeldDocument>> ELSEWHERE = new WeakReference<>(null);

    static ClassChanges changes(Map<String, HeldDocument> documents, @Nullable Object since) {
        SnapshotState earlier = since instanceof SnapshotState state ? state : null;
        if (earlier != null && earlier.documents.refersTo(documents)) {
            return new ClassChanges(earlier, false, List.of());
        }
        Map<String, Long> stamps = new HashMap<>(documents.size() * 4 / 3 + 1);
        documents.forEach((id, held) -> stamps.put(id, held.stamp()));
        boolean inMemory = documents.values().stream().allMatch(HeldDocument.Whole.class::isInstance);
        ClassDigest digest = new ClassDigest(stamps);
        ClassChanges changes = digest.since(earlier == null ? null : earlier.digest);
        SnapshotState state = new SnapshotState(inMemory ? new WeakReference<>(documents) : ELSEWHERE, digest);
        return new ClassChanges(state, changes.all(), changes.ids());
    }
}

package io.sepia.internal.backend.snapshot;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.Effects.Effect;
import io.sepia.internal.json.References;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The changes that one call makes to a transaction's snapshot, and their effects. */
final class SnapshotWriter {
    private final Set<ObjectKey> touched;
    private final Map<ObjectKey, Long> versions;
    private final boolean detailed;
    private final Instant now;
    private final List<Effect> details = new ArrayList<>(0);
    private final Map<ObjectKey, Long> begun = new HashMap<>(0);
    private Snapshot snapshot;
    private long count;

    /**
     * Begins with a snapshot.
     *
     * @param touched receives the keys of objects that may have changed
     * @param versions receives the versions of the documents that were read to be replaced, 0 for those that were
     *     missing, unless it has them
     * @param detailed whether {@link #details} are wanted
     * @param now the time of the changes
     */
    SnapshotWriter(
            Snapshot snapshot, Set<ObjectKey> touched, Map<ObjectKey, Long> versions, boolean detailed, Instant now) {
        this.snapshot = snapshot;
        this.touched = touched;
        this.versions = versions;
        this.detailed = detailed;
        this.now = now;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** Returns the number of objects that were written or deleted. */
    long count() {
        return count;
    }

    /** Returns the versions of new objects that do not have version 1. */
    Map<ObjectKey, Long> begun() {
        return begun;
    }

    /** Returns each change, in order; empty if details are not wanted. */
    List<Effect> details() {
        return details;
    }

    void save(DocumentWrite write) {
        StoredDocument stored = stored(write.key());
        if (ConditionalWrite.takesPlace(write, stored)) {
            touched.add(write.key());
            long floor =
                    snapshot.generations().floors().getOrDefault(write.key().className(), 0L);
            StoredDocument next = ConditionalWrite.next(write, stored, floor, now);
            snapshot = snapshot.with(stored, next, write.references());
            count++;
            if (stored == null && next.version() > 1) {
                begun.put(write.key(), next.version());
            }
            if (detailed) {
                details.add(Effect.saved(write, stored == null, next.version(), now));
            }
        }
    }

    private @Nullable StoredDocument stored(ObjectKey key) {
        HeldDocument held = snapshot.held(key);
        StoredDocument stored = held == null ? null : held.replaced();
        if (held != null && held.isChangeable()) {
            versions.putIfAbsent(key, stored == null ? 0 : stored.version());
        }
        return stored;
    }

    void restore(StoredDocument document) {
        ObjectKey key = document.key();
        touched.add(key);
        StoredDocument stored = stored(key);
        snapshot = snapshot.with(stored, document, References.in(document.content()));
        if (stored != null) {
            snapshot = snapshot.with(snapshot.generations().raised(key.className(), stored.version()));
        }
    }

    void delete(ObjectKey key) {
        StoredDocument stored = stored(key);
        if (stored != null) {
            touched.add(key);
            snapshot = snapshot.without(stored, now);
            deleted(stored);
        }
    }

    void delete(String className, Collection<String> ids) {
        ids.forEach(id -> delete(new ObjectKey(className, id)));
    }

    void forget(ObjectKey key) {
        delete(key);
        snapshot = snapshot.forgetting(key);
        touched.add(key);
    }

    void clear(String className) {
        note(className);
        snapshot = snapshot.withoutClass(className, now);
    }

    void clear() {
        snapshot.classes().keySet().forEach(this::note);
        snapshot = snapshot.cleared(now);
    }

    private void note(String className) {
        snapshot.ids(className).forEach(id -> touched.add(new ObjectKey(className, id)));
        if (detailed) {
            snapshot.all(className).forEach(this::deleted);
        } else {
            count += snapshot.count(className);
        }
    }

    private void deleted(StoredDocument stored) {
        count++;
        if (detailed) {
            details.add(Effect.deleted(stored.key(), stored.version(), now));
        }
    }
}

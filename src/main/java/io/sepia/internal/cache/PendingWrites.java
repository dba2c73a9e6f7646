package io.sepia.internal.cache;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.Effects.Extent;
import io.sepia.internal.backend.Ledger;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The writes of one transaction, kept out of the cache from the write, which other transactions cannot see before the
 * commit, until {@link #end}, after the commit or rollback. May be used on any thread, by one at a time. See decision
 * 0025.
 */
public final class PendingWrites implements Ledger {
    /** The maximum number of keys; in excess of it, whole classes are kept instead. */
    private static final int MOST_KEYS = 10_000;

    private final DocumentCache cache;

    // Guarded by the cache's lock.
    private final Set<ObjectKey> keys = new HashSet<>();
    private final Set<String> classes = new HashSet<>();
    private boolean everything;
    private boolean begun;
    private boolean ended;

    PendingWrites(DocumentCache cache) {
        this.cache = cache;
    }

    /** Returns whether a document is among the writes. Requires the cache's lock. */
    boolean contains(ObjectKey key) {
        return everything || keys.contains(key) || classes.contains(key.className());
    }

    /** Returns whether {@link #keys()} are all of the writes. Requires the cache's lock. */
    boolean areKeysOnly() {
        return !everything && classes.isEmpty();
    }

    /** Returns the keys that are not covered by whole classes. Requires the cache's lock. */
    Set<ObjectKey> keys() {
        return keys;
    }

    @Override
    public boolean wantsDetails() {
        return false;
    }

    @Override
    public boolean wantsDetails(String className) {
        return false;
    }

    @Override
    public void enter(Effects effects) {
        if (!effects.any()) {
            return;
        }
        Extent extent = effects.extent();
        if (extent instanceof Extent.Keys named) {
            keys(named.keys());
        } else if (extent instanceof Extent.Ids named) {
            keys(named.ids().stream()
                    .map(id -> new ObjectKey(named.className(), id))
                    .toList());
        } else if (extent instanceof Extent.OfClass all) {
            writing(() -> addClass(all.className()));
        } else {
            everything();
        }
    }

    private void keys(Collection<ObjectKey> written) {
        writing(() -> {
            for (ObjectKey key : written) {
                if (!contains(key)) {
                    keys.add(key);
                    cache.forget(key);
                }
            }
            if (keys.size() > MOST_KEYS) {
                List<String> large =
                        keys.stream().map(ObjectKey::className).distinct().toList();
                large.forEach(this::addClass);
                keys.clear();
            }
        });
    }

    private void addClass(String className) {
        if (classes.add(className)) {
            cache.forgetIf(key -> key.className().equals(className));
        }
    }

    private void everything() {
        writing(() -> {
            everything = true;
            cache.forgetIf(key -> true);
        });
    }

    private void writing(Runnable note) {
        cache.locked(() -> {
            // After the end the write itself is refused, and end would not be called again.
            if (!begun && !ended) {
                begun = true;
                cache.began(this);
            }
            note.run();
        });
    }

    /** Must be called after the transaction has ended, whatever its outcome. Idempotent. */
    public void end() {
        cache.locked(() -> {
            if (begun && !ended) {
                cache.ended(this);
            }
            ended = true;
        });
    }
}

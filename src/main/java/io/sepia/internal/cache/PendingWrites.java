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
 * What a transaction has written. From the write, which nobody else sees before the commit, until {@link #end}, which
 * is after the commit or rollback, none of it is in the cache. May be told of on any thread, one at a time. See
 * decision 0025.
 */
public final class PendingWrites implements Ledger {
    /** So many keys are kept; beyond that, whole classes. */
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

    /** Whether a document is among them. For the holder of the cache's lock. */
    boolean contains(ObjectKey key) {
        return everything || keys.contains(key) || classes.contains(key.className());
    }

    /** Whether they are no more than {@link #keys()}. For the holder of the cache's lock. */
    boolean areKeysOnly() {
        return !everything && classes.isEmpty();
    }

    /** The keys that are not among whole classes. For the holder of the cache's lock. */
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
            // What is noted after the end will be refused, and nobody would end it again.
            if (!begun && !ended) {
                begun = true;
                cache.began(this);
            }
            note.run();
        });
    }

    /** To be called when the transaction is over, however it ended. Idempotent. */
    public void end() {
        cache.locked(() -> {
            if (begun && !ended) {
                cache.ended(this);
            }
            ended = true;
        });
    }
}

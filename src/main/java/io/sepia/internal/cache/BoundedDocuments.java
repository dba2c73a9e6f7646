package io.sepia.internal.cache;

import io.sepia.document.ObjectKey;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Documents by key, up to a total weight; beyond it, those go that are least likely to be asked for again. Reading is
 * for any thread at any time; whoever changes something holds the lock of the {@link DocumentCache}.
 */
interface BoundedDocuments {
    /** The document of {@code key} if it is there. Notes that it was asked for. */
    @Nullable
    CachedDocument get(ObjectKey key);

    /** Adds or replaces a document, and throws out what is too much then; one that is too heavy by itself too. */
    void put(CachedDocument cached);

    /** Takes a document out and tells whether it was there. */
    boolean remove(ObjectKey key);

    /** Takes those documents out whose keys fit, and returns how many there were. */
    int removeIf(Predicate<ObjectKey> fits);

    /** Takes all documents out and returns how many there were. */
    int clear();

    /** How many documents there are. */
    int size();

    /** What they weigh together. */
    long weight();

    /** How many had to go for others so far. */
    long evictions();
}

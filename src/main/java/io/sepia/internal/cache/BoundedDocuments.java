package io.sepia.internal.cache;

import io.sepia.document.ObjectKey;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Documents by key, up to a maximum total weight. In excess of it, the documents least likely to be requested again are
 * evicted. Any thread may read at any time; every change requires the lock of the {@link DocumentCache}.
 */
interface BoundedDocuments {
    /** Returns the document of {@code key}, or null, and records the request. */
    @Nullable
    CachedDocument get(ObjectKey key);

    /**
     * Adds or replaces a document, then evicts entries until the rest fit. A document that exceeds the maximum by
     * itself is not kept.
     */
    void put(CachedDocument cached);

    /** Removes a document and returns whether it was present. */
    boolean remove(ObjectKey key);

    /** Removes the documents whose keys match, and returns their number. */
    int removeIf(Predicate<ObjectKey> fits);

    /** Removes all documents and returns their number. */
    int clear();

    /** Returns the number of documents. */
    int size();

    /** Returns the total weight of the documents. */
    long weight();

    /** Returns the number of evictions. */
    long evictions();
}

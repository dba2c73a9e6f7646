package io.sepia.internal.cache;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import org.jspecify.annotations.Nullable;

/**
 * A document in the cache.
 *
 * @param document the committed document
 * @param filledAt the {@link System#nanoTime} at which it was cached, after it was read
 * @param weight the approximate memory that it takes, in bytes
 */
record CachedDocument(StoredDocument document, long filledAt, int weight) {
    /** Bytes for objects, references and the table in addition to the text, measured on a 64-bit JVM. */
    private static final int OVERHEAD = 320;

    static CachedDocument of(StoredDocument document, long now) {
        long weight = OVERHEAD + bytes(document.key().id()) + bytes(document.content()) + bytes(document.metadata());
        return new CachedDocument(document, now, (int) Math.min(weight, Integer.MAX_VALUE));
    }

    /** A string takes one byte per character if all of its characters are in Latin-1, otherwise two. */
    private static long bytes(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return 2L * text.length();
            }
        }
        return text.length();
    }

    ObjectKey key() {
        return document.key();
    }
}

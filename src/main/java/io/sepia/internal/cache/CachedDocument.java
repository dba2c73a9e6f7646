package io.sepia.internal.cache;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import org.jspecify.annotations.Nullable;

/**
 * A document in the cache.
 *
 * @param document as it was committed
 * @param filledAt the {@link System#nanoTime} at which it was put there, after it was read
 * @param weight the bytes of memory that it takes, about
 */
record CachedDocument(StoredDocument document, long filledAt, int weight) {
    /** What objects, references and the table take beside the text, measured on a 64-bit JVM. */
    private static final int OVERHEAD = 320;

    static CachedDocument of(StoredDocument document, long now) {
        long weight = OVERHEAD + bytes(document.key().id()) + bytes(document.content()) + bytes(document.metadata());
        return new CachedDocument(document, now, (int) Math.min(weight, Integer.MAX_VALUE));
    }

    /** Strings take a byte a character as long as all of them are in Latin-1. */
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

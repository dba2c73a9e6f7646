package io.sepia.document;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A document as stored by a backend. Immutable.
 *
 * @param key class name and id
 * @param type whether it refers to other objects
 * @param content the JSON text, exactly as stored
 * @param metadata a JSON object as text, or null if there is none
 * @param version incremented by each write; 1 when first stored, higher if objects of its class were deleted before
 * @param createdAt when the object was first stored, to the microsecond
 * @param updatedAt when it was last written, to the microsecond
 */
public record StoredDocument(
        ObjectKey key,
        ObjectType type,
        String content,
        @Nullable String metadata,
        long version,
        Instant createdAt,
        Instant updatedAt) {
    /** Returns key and version only, to keep document content out of logs. */
    @Override
    public String toString() {
        return key + " version " + version;
    }
}

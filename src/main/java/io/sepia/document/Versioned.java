package io.sepia.document;

import java.time.Instant;
import java.util.Map;

/**
 * A loaded object with its key, version, times and metadata.
 *
 * @param <T> the object's class
 * @param value the object; it belongs to the caller
 * @param key its class's storage name and its id
 * @param version incremented by each write; 1 when first stored, higher if objects of its class were deleted before
 * @param createdAt when the object was first stored, to the microsecond
 * @param updatedAt when it was last written, to the microsecond
 * @param metadata the metadata saved with it, empty if there is none; unmodifiable
 */
public record Versioned<T>(
        T value, ObjectKey key, long version, Instant createdAt, Instant updatedAt, Map<String, Object> metadata) {
    /** Returns key and version only, to keep document content out of logs. */
    @Override
    public String toString() {
        return key + " version " + version;
    }
}

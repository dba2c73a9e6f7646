package io.sepia.document;

import java.time.Instant;
import java.util.Map;

/**
 * A loaded object together with what the store knows of it.
 *
 * @param <T> the object's class
 * @param value the object; it belongs to the caller
 * @param key its class's storage name and its id
 * @param version 1 when first stored, one more with each write
 * @param createdAt when the object was first stored, to the microsecond
 * @param updatedAt when it was last written, to the microsecond
 * @param metadata what was saved beside it, empty when nothing was; unmodifiable
 */
public record Versioned<T>(
        T value, ObjectKey key, long version, Instant createdAt, Instant updatedAt, Map<String, Object> metadata) {
    /** Names key and version only: document content stays out of logs. */
    @Override
    public String toString() {
        return key + " version " + version;
    }
}

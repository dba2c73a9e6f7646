package io.sepia.internal.document;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The description of one generation of an object, without its content.
 *
 * @param key class name and id of the object
 * @param number 1 for the first generation, incremented for each following one; may exceed 32 bits
 * @param type whether it refers to other objects
 * @param metadata a JSON object as text, or null if there is none
 * @param version the version of the object
 * @param createdAt when it was saved, to the microsecond
 * @param deletedAt when the object was deleted in the state of this generation; null if it was not
 */
public record GenerationHeader(
        ObjectKey key,
        long number,
        ObjectType type,
        @Nullable String metadata,
        long version,
        Instant createdAt,
        @Nullable Instant deletedAt) {
    /** Returns this header with another time of deletion, or none. */
    public GenerationHeader deleted(@Nullable Instant at) {
        return new GenerationHeader(key, number, type, metadata, version, createdAt, at);
    }

    /** Returns number and key only: metadata stays out of logs. */
    @Override
    public String toString() {
        return "generation " + number + " of " + key;
    }
}

package io.sepia.internal.document;

import io.sepia.document.ObjectKey;
import io.sepia.document.ObjectType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one generation of an object beside what it held.
 *
 * @param key class name and id of the object
 * @param number 1 for the first generation, one more for each that follows; beyond 32 bits too
 * @param type whether it refers to other objects
 * @param metadata a JSON object as text, or null when there is none
 * @param version that the object had
 * @param createdAt when it was saved, to the microsecond
 * @param deletedAt when the object was deleted as it was in this generation; null if that did not happen
 */
public record GenerationHeader(
        ObjectKey key,
        long number,
        ObjectType type,
        @Nullable String metadata,
        long version,
        Instant createdAt,
        @Nullable Instant deletedAt) {
    /** The same, deleted at that time, or not. */
    public GenerationHeader deleted(@Nullable Instant at) {
        return new GenerationHeader(key, number, type, metadata, version, createdAt, at);
    }

    /** Names key and number only: metadata stay out of logs. */
    @Override
    public String toString() {
        return "generation " + number + " of " + key;
    }
}

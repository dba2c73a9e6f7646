package io.sepia.document;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the store knows of one generation of an object, beside what it held.
 *
 * @param key the storage name of the object's class and its id
 * @param number 1 for the first generation, one more for each that follows
 * @param version the version that the object had
 * @param createdAt when it was saved, to the microsecond
 * @param deletedAt when the object was deleted as it was in this generation, if it was
 * @param metadata what was saved beside it, empty when nothing was; unmodifiable
 */
public record GenerationInfo(
        ObjectKey key,
        long number,
        long version,
        Instant createdAt,
        Optional<Instant> deletedAt,
        Map<String, Object> metadata) {
    /** Names key and number only: metadata stay out of logs. */
    @Override
    public String toString() {
        return "generation " + number + " of " + key;
    }
}

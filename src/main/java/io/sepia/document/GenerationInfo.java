package io.sepia.document;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A description of one generation of an object, without its content.
 *
 * @param key the storage name of the object's class and its id
 * @param number 1 for the first generation, one more for each that follows
 * @param version the version that the object had
 * @param createdAt when it was saved, to the microsecond
 * @param deletedAt when the object was deleted in the state of this generation, if it was
 * @param metadata the metadata of the save, empty if there was none; unmodifiable
 */
public record GenerationInfo(
        ObjectKey key,
        long number,
        long version,
        Instant createdAt,
        Optional<Instant> deletedAt,
        Map<String, Object> metadata) {
    /** Returns key and number only, to keep metadata out of logs. */
    @Override
    public String toString() {
        return "generation " + number + " of " + key;
    }
}

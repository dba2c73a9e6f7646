package io.sepia.document;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The state of an object after one save.
 *
 * @param <T> the object's class
 * @param value the object as it was; it belongs to the caller
 * @param info number, version, times and metadata
 */
public record Generation<T>(T value, GenerationInfo info) {
    /** Returns the number of the generation: 1 for the first, one more for each that follows. */
    public long number() {
        return info.number();
    }

    /** Returns the version that the object had. */
    public long version() {
        return info.version();
    }

    /** Returns when it was saved. */
    public Instant createdAt() {
        return info.createdAt();
    }

    /** Returns when the object was deleted in the state of this generation, if it was. */
    public Optional<Instant> deletedAt() {
        return info.deletedAt();
    }

    /** Returns the metadata of the save, empty if there was none; unmodifiable. */
    public Map<String, Object> metadata() {
        return info.metadata();
    }

    /** Returns key and number only, to keep document content out of logs. */
    @Override
    public String toString() {
        return info.toString();
    }
}

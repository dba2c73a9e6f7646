package io.sepia.document;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What an object was after one save.
 *
 * @param <T> the object's class
 * @param value the object as it was; it belongs to the caller
 * @param info number, version, times and metadata
 */
public record Generation<T>(T value, GenerationInfo info) {
    /** 1 for the first generation, one more for each that follows. */
    public long number() {
        return info.number();
    }

    /** The version that the object had. */
    public long version() {
        return info.version();
    }

    /** When it was saved. */
    public Instant createdAt() {
        return info.createdAt();
    }

    /** When the object was deleted as it was in this generation, if it was. */
    public Optional<Instant> deletedAt() {
        return info.deletedAt();
    }

    /** What was saved beside it, empty when nothing was; unmodifiable. */
    public Map<String, Object> metadata() {
        return info.metadata();
    }

    /** Names key and number only: document content stays out of logs. */
    @Override
    public String toString() {
        return info.toString();
    }
}

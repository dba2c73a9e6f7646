package io.sepia.change;

import io.sepia.document.ObjectKey;
import java.time.Instant;
import java.util.Map;

/**
 * Something that happened to an object.
 *
 * @param key the object, which may have been deleted since
 * @param type what happened
 * @param generation 1 when the object is created and one more with each save; a deletion and an activity carry the
 *     current one, 0 if the object is not stored; after a deletion it begins at 1 again
 * @param at when, to the microsecond
 * @param metadata what was said of it, such as who and why; unmodifiable
 */
public record Event(ObjectKey key, EventType type, long generation, Instant at, Map<String, Object> metadata) {
    /** Names object and type only: metadata stays out of logs. */
    @Override
    public String toString() {
        return type + " of " + key;
    }
}

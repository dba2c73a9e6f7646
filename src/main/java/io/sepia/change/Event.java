package io.sepia.change;

import io.sepia.document.ObjectKey;
import java.time.Instant;
import java.util.Map;

/**
 * An event in the life of an object.
 *
 * @param key the object, which may have been deleted since
 * @param type the type of event
 * @param generation 1 when the object is created, incremented by each save. A deletion and an activity have the current
 *     number, or 0 if the object is not stored. After a deletion, numbers begin at 1 again
 * @param at when it happened, to the microsecond
 * @param metadata the description of the event, for example by whom and why; unmodifiable
 */
public record Event(ObjectKey key, EventType type, long generation, Instant at, Map<String, Object> metadata) {
    /** Returns object and type only, to keep metadata out of logs. */
    @Override
    public String toString() {
        return type + " of " + key;
    }
}

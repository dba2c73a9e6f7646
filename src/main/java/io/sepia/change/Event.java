package io.sepia.change;

import io.sepia.document.ObjectKey;
import java.time.Instant;
import java.util.Map;

/**
 * An event in the life of an object.
 *
 * @param key the object, which may have been deleted since
 * @param type the type of event
 * @param generation the version of the object. A deletion and an activity have the latest version, or 0 if the object
 *     is not stored. The versions of an object that is stored again continue above those that it had
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

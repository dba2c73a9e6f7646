package io.sepia.internal.document;

import io.sepia.change.EventType;
import io.sepia.document.ObjectKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as a backend keeps it.
 *
 * @param number its position among all events; 0 before it is kept
 * @param key the object
 * @param type what happened
 * @param generation the object's version after a save, the current version otherwise; 0 if the object is not stored
 * @param at when it happened, to the microsecond
 * @param metadata a JSON object as text, or null for none
 */
public record LoggedEvent(
        long number,
        ObjectKey key,
        EventType type,
        long generation,
        Instant at,
        @Nullable String metadata) {
    /** Returns type and key only: metadata stays out of logs. */
    @Override
    public String toString() {
        return type + " of " + key;
    }
}

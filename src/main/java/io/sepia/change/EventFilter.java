package io.sepia.change;

import io.sepia.document.ObjectKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which events are wanted. Immutable.
 *
 * @param className those of one class; null for all
 * @param id those of one object of that class; null for all
 * @param from none before this moment; null for no limit
 * @param until none at this moment or later; null for no limit
 */
public record EventFilter(
        @Nullable String className,
        @Nullable String id,
        @Nullable Instant from,
        @Nullable Instant until) {
    /** All events. */
    public static final EventFilter ALL = new EventFilter(null, null, null, null);

    /**
     * Checks names.
     *
     * @throws io.sepia.error.InvalidKeyException if they cannot be names
     * @throws IllegalArgumentException for an id without class
     */
    public EventFilter {
        if (className == null) {
            if (id != null) {
                throw new IllegalArgumentException("Events of id '" + id + "' are wanted without a class. Name it.");
            }
        } else if (id == null) {
            ObjectKey.checkClassName(className);
        } else {
            new ObjectKey(className, id);
        }
    }

    /** Those of one class, by its storage name. */
    public static EventFilter ofClass(String className) {
        return new EventFilter(className, null, null, null);
    }

    /** Those of one object. */
    public static EventFilter of(ObjectKey key) {
        return new EventFilter(key.className(), key.id(), null, null);
    }

    /** None before {@code moment}. */
    public EventFilter from(Instant moment) {
        return new EventFilter(className, id, moment, until);
    }

    /** None at {@code moment} or later. */
    public EventFilter until(Instant moment) {
        return new EventFilter(className, id, from, moment);
    }
}

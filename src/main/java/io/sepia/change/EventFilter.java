package io.sepia.change;

import io.sepia.document.ObjectKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A filter for events. Immutable.
 *
 * @param className selects events of one class; null for all
 * @param id selects events of one object of that class; null for all
 * @param from excludes events before this moment; null for no limit
 * @param until excludes events at this moment or later; null for no limit
 */
public record EventFilter(
        @Nullable String className,
        @Nullable String id,
        @Nullable Instant from,
        @Nullable Instant until) {
    /** Selects all events. */
    public static final EventFilter ALL = new EventFilter(null, null, null, null);

    /**
     * Checks the names.
     *
     * @throws io.sepia.error.InvalidKeyException if a name is not valid
     * @throws IllegalArgumentException if there is an id but no class
     */
    public EventFilter {
        if (className == null) {
            if (id != null) {
                throw new IllegalArgumentException("A filter for events of id '" + id + "' needs a class. Name it.");
            }
        } else if (id == null) {
            ObjectKey.checkClassName(className);
        } else {
            new ObjectKey(className, id);
        }
    }

    /** Selects the events of one class, by its storage name. */
    public static EventFilter ofClass(String className) {
        return new EventFilter(className, null, null, null);
    }

    /** Selects the events of one object. */
    public static EventFilter of(ObjectKey key) {
        return new EventFilter(key.className(), key.id(), null, null);
    }

    /** Excludes events before {@code moment}. */
    public EventFilter from(Instant moment) {
        return new EventFilter(className, id, moment, until);
    }

    /** Excludes events at {@code moment} or later. */
    public EventFilter until(Instant moment) {
        return new EventFilter(className, id, from, moment);
    }
}

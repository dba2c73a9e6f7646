package io.sepia.change;

import java.util.Locale;

/** What an event says of an object. */
public enum EventType {
    /** It was stored, and had not been. */
    CREATED,
    /** It was stored again. */
    UPDATED,
    /** It was deleted. */
    DELETED,
    /** The application did something with it and says so. */
    ACTIVITY;

    /** The stored form, in lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type of that stored form. */
    public static EventType of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** The event of a change. */
    public static EventType of(ChangeKind kind) {
        return switch (kind) {
            case CREATED -> CREATED;
            case UPDATED -> UPDATED;
            case DELETED -> DELETED;
        };
    }
}

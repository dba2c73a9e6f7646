package io.sepia.change;

import java.util.Locale;

/** The type of an event. */
public enum EventType {
    /** The object was stored and had not been stored before. */
    CREATED,
    /** The object was stored again. */
    UPDATED,
    /** The object was deleted. */
    DELETED,
    /** The application logged an activity on the object. */
    ACTIVITY;

    /** Returns the stored form, in lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the type with that stored form. */
    public static EventType of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Returns the type of event that a change causes. */
    public static EventType of(ChangeKind kind) {
        return switch (kind) {
            case CREATED -> CREATED;
            case UPDATED -> UPDATED;
            case DELETED -> DELETED;
        };
    }
}

package io.sepia.internal.codec;

import io.sepia.error.InvalidKeyException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The types that an id may have, with their text forms. */
enum IdKind {
    STRING {
        @Override
        Object parse(String text) {
            return text;
        }

        @Override
        Object assign() {
            return newUuid().toString();
        }
    },
    UUID_VALUE {
        @Override
        Object parse(String text) {
            return UUID.fromString(text);
        }

        @Override
        Object assign() {
            return newUuid();
        }
    },
    LONG {
        @Override
        Object parse(String text) {
            return Long.valueOf(text);
        }
    },
    INTEGER {
        @Override
        Object parse(String text) {
            return Integer.valueOf(text);
        }
    };

    private static final TimeOrderedUuids UUIDS = new TimeOrderedUuids(System::currentTimeMillis);

    static UUID newUuid() {
        return UUIDS.next();
    }

    static @Nullable IdKind of(Class<?> type) {
        if (type == String.class) {
            return STRING;
        }
        if (type == UUID.class) {
            return UUID_VALUE;
        }
        if (type == long.class || type == Long.class) {
            return LONG;
        }
        return type == int.class || type == Integer.class ? INTEGER : null;
    }

    /** Parses the text form of an id. */
    abstract Object parse(String text);

    /** Returns a new id, or null if the application must choose it. */
    @Nullable
    Object assign() {
        return null;
    }

    /** Returns the text form of an id that an object holds, or null if it holds none: null, or 0 for a number. */
    @Nullable
    String textOf(@Nullable Object held) {
        if (held == null || held instanceof Number number && number.longValue() == 0) {
            return null;
        }
        return held.toString();
    }

    /**
     * Returns the text form of an id that a caller passed, possibly as text or as another kind.
     *
     * @throws InvalidKeyException if it is not an id of this kind
     */
    String textOfGiven(String className, Object given) {
        if (!(given instanceof String
                || given instanceof UUID
                || given instanceof Long
                || given instanceof Integer
                || given instanceof Short)) {
            throw new InvalidKeyException("An id of class " + className + " was given as "
                    + given.getClass().getName() + ". Give it as String, UUID, Long or Integer.");
        }
        String text = given.toString();
        try {
            return parse(text).toString();
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException("The id given for class " + className + " is not a "
                    + (this == UUID_VALUE ? "UUID" : "whole number")
                    + ", which the type of its @ObjectId property requires.");
        }
    }
}

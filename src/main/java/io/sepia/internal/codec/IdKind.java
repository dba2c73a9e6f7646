package io.sepia.internal.codec;

import io.sepia.error.InvalidKeyException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The types that an id may have, each with its text form. */
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

    /** The id of this kind that {@code text} stands for. */
    abstract Object parse(String text);

    /** A new id, or null where the application must choose it. */
    @Nullable
    Object assign() {
        return null;
    }

    /** The text form of an id that an object holds, or null if it holds none: null, or 0 for a number. */
    @Nullable
    String textOf(@Nullable Object held) {
        if (held == null || held instanceof Number number && number.longValue() == 0) {
            return null;
        }
        return held.toString();
    }

    /** The text form of an id that a caller asks for, which may be given as text or as another kind. */
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
            throw new InvalidKeyException("The id given for class " + className + " is no "
                    + (this == UUID_VALUE ? "UUID" : "whole number") + ", as its @ObjectId property demands.");
        }
    }
}

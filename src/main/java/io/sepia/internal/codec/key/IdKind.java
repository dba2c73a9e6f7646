package io.sepia.internal.codec.key;

import io.sepia.error.InvalidKeyException;
import io.sepia.internal.codec.kotlin.ValueClass;
import io.sepia.internal.document.TimeOrderedUuids;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The types that an id may have, with their text forms. */
public enum IdKind {
    STRING(text -> text, () -> newUuid().toString()),
    UUID_VALUE(UUID::fromString, IdKind::newUuid),
    LONG(Long::valueOf, () -> null),
    INTEGER(Integer::valueOf, () -> null);

    private static final TimeOrderedUuids UUIDS = new TimeOrderedUuids(System::currentTimeMillis);

    private final Function<String, Object> parser;
    private final Supplier<@Nullable Object> newIds;

    IdKind(Function<String, Object> parser, Supplier<@Nullable Object> newIds) {
        this.parser = parser;
        this.newIds = newIds;
    }

    /** Returns a new id, greater than those before. */
    public static UUID newUuid() {
        return UUIDS.next();
    }

    /** Returns the kind of ids of a type, or null if ids cannot have it. */
    public static @Nullable IdKind of(Class<?> type) {
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
    public Object parse(String text) {
        return parser.apply(text);
    }

    /** Returns a new id, or null if the application must choose it. */
    public @Nullable Object assign() {
        return newIds.get();
    }

    /** Returns the text form of an id that an object holds, or null if it holds none: null, or 0 for a number. */
    public @Nullable String textOf(@Nullable Object held) {
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
    public String textOfGiven(String className, @Nullable Object id) {
        if (id == null) {
            throw new InvalidKeyException("The id given for class " + className + " is null. Give an id.");
        }
        Object given = ValueClass.unboxed(id);
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

package io.sepia.internal.json;

import io.sepia.error.InvalidQueryException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A value in a document or in a condition. Immutable. */
public sealed interface Value {
    /** JSON null. */
    record Null() implements Value {}

    /** JSON true or false. */
    record Bool(boolean value) implements Value {}

    /** A JSON number, exactly. */
    record Number(Decimal value) implements Value {}

    /** A JSON string. */
    record Text(String value) implements Value {}

    /**
     * A JSON array.
     *
     * @param elements in order
     * @param json its JSON text without white space, if it was read from a document; not part of equality
     */
    record Array(List<Value> elements, @Nullable String json) implements Value {
        /** Copies the list. */
        public Array {
            elements = List.copyOf(elements);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Array that && elements.equals(that.elements);
        }

        @Override
        public int hashCode() {
            return elements.hashCode();
        }
    }

    /**
     * A JSON object.
     *
     * @param members by name; their order has no meaning
     * @param json its JSON text without white space, if it was read from a document; not part of equality
     */
    record Structure(Map<String, Value> members, @Nullable String json) implements Value {
        /** Copies the map. */
        public Structure {
            members = Map.copyOf(members);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Structure that && members.equals(that.members);
        }

        @Override
        public int hashCode() {
            return members.hashCode();
        }
    }

    /** A point in time. In documents it is a text in ISO-8601 form with an offset, such as {@code Z}. */
    record Moment(Instant value) implements Value {}

    /**
     * A reference to a stored object.
     *
     * @param className the storage name of its class
     * @param id its id
     * @param orOther whether a reference to an object of another class with the same id is equal to this one
     */
    record Reference(String className, String id, boolean orOther) implements Value {
        public Reference(String className, String id) {
            this(className, id, false);
        }

        /** Returns whether a JSON value is this reference, in exactly the form in which the store writes it. */
        public boolean isWrittenAs(Value value) {
            Reference written = of(value);
            return written != null && written.id.equals(id) && (orOther || written.className.equals(className));
        }

        /** Returns the reference that a JSON value is, or null if it is none. */
        public static @Nullable Reference of(Value value) {
            return value instanceof Structure outer
                            && outer.members.size() == 1
                            && outer.members.get("$ref") instanceof Structure target
                            && target.members.size() == 2
                            && target.members.get("class") instanceof Text className
                            && target.members.get("id") instanceof Text id
                    ? new Reference(className.value, id.value)
                    : null;
        }
    }

    /**
     * An application's own value, whose JSON form only the codec knows. Backends never see one.
     *
     * @param value not null
     */
    record Unbound(Object value) implements Value {}

    /** JSON null. */
    Value NULL = new Null();

    /**
     * Returns the value for a Java value. Null, texts, numbers, booleans and points in time are converted; anything
     * else becomes {@link Unbound}.
     *
     * @throws InvalidQueryException for a number that is not finite and a text without UTF-8 form
     */
    static Value of(@Nullable Object java) {
        if (java == null) {
            return NULL;
        }
        if (java instanceof Value value) {
            return value;
        }
        if (java instanceof CharSequence || java instanceof Character) {
            return new Text(WellFormed.check(java.toString(), "A text of the query"));
        }
        if (java instanceof Boolean truth) {
            return new Bool(truth);
        }
        if (java instanceof java.lang.Number number) {
            return ofNumber(number);
        }
        if (java instanceof Instant instant) {
            return new Moment(instant);
        }
        if (java instanceof OffsetDateTime time) {
            return new Moment(time.toInstant());
        }
        if (java instanceof ZonedDateTime time) {
            return new Moment(time.toInstant());
        }
        if (java instanceof Date date) {
            return new Moment(instant(date));
        }
        return new Unbound(java);
    }

    /**
     * Parses JSON text.
     *
     * @throws InvalidQueryException if it is not JSON
     */
    static Value ofJson(String json) {
        Value value = JsonReader.value(json);
        if (value == null) {
            throw new InvalidQueryException("A value was given as JSON text, but the text is not JSON.");
        }
        return value;
    }

    /** Parses a date, time and offset in ISO-8601 form. Returns null for other texts. */
    static @Nullable Value moment(String text) {
        Instant instant = Moments.parse(text);
        return instant == null ? null : new Moment(instant);
    }

    /** Returns the point in time of a date, with the nanoseconds that only some subclasses have. */
    static Instant instant(Date date) {
        try {
            return date.toInstant();
        } catch (UnsupportedOperationException e) {
            return Instant.ofEpochMilli(date.getTime()); // A day or a time of day of java.sql.
        }
    }

    private static Value ofNumber(java.lang.Number number) {
        if (number instanceof Double || number instanceof Float) {
            if (!Double.isFinite(number.doubleValue())) {
                throw new InvalidQueryException(
                        "A query compares with " + number + ", which no document can contain. Give a finite number.");
            }
            return new Number(Decimal.parse(number.toString()));
        }
        if (number instanceof Long
                || number instanceof Integer
                || number instanceof Short
                || number instanceof Byte
                || number instanceof BigInteger
                || number instanceof BigDecimal) {
            return new Number(Decimal.parse(number.toString()));
        }
        return new Unbound(number);
    }

    /** Returns the name of this kind of value in messages. */
    default String kind() {
        return Objects.requireNonNull(getClass().getSimpleName()).toLowerCase(java.util.Locale.ROOT);
    }
}

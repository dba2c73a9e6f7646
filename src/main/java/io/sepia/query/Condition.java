package io.sepia.query;

import io.sepia.error.InvalidQueryException;
import io.sepia.internal.json.Decimal;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.Moments;
import io.sepia.internal.json.Value;
import io.sepia.internal.json.WellFormed;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What documents must meet to be found. Immutable. Every condition holds for a document or does not: there is no third
 * case, and {@code not} turns one into the other. Made by {@link Field}, or read from text by {@link #parse}.
 *
 * <p>Kinds of value are told apart: a number is never equal to, less or greater than a text, and a comparison of what
 * is not there does not hold.
 */
public sealed interface Condition {
    /** The most comparisons in one condition. */
    int MAX_TERMS = 1_000;
    /** The deepest nesting. */
    int MAX_DEPTH = 100;
    /** The most values of one {@code in}. */
    int MAX_VALUES = 10_000;

    /** Holds for every document. */
    Condition ALWAYS = new And(List.of());

    /** Holds if all parts do. */
    record And(List<Condition> parts) implements Condition {
        /** Checks the size. */
        public And {
            parts = List.copyOf(parts);
            ConditionSize.check(parts);
        }

        @Override
        public String toString() {
            return ConditionText.of(this);
        }
    }

    /** Holds if one of the parts does. */
    record Or(List<Condition> parts) implements Condition {
        /** Checks the size. */
        public Or {
            parts = List.copyOf(parts);
            ConditionSize.check(parts);
        }

        @Override
        public String toString() {
            return ConditionText.of(this);
        }
    }

    /** Holds if the part does not. */
    record Not(Condition part) implements Condition {
        /** Checks the size. */
        public Not {
            ConditionSize.check(List.of(part));
        }

        @Override
        public String toString() {
            return ConditionText.of(this);
        }
    }

    /** How two values are compared. */
    enum Comparison {
        /** The same kind and value. */
        EQUAL("="),
        /** Before it in the order of its kind. */
        LESS("<"),
        /** Before or equal. */
        LESS_OR_EQUAL("<="),
        /** Behind it in the order of its kind. */
        GREATER(">"),
        /** Behind or equal. */
        GREATER_OR_EQUAL(">=");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }

        /** Whether a value that compares so ({@code < 0}, 0, {@code > 0}) is let through. */
        public boolean admits(int comparison) {
            return switch (this) {
                case EQUAL -> comparison == 0;
                case LESS -> comparison < 0;
                case LESS_OR_EQUAL -> comparison <= 0;
                case GREATER -> comparison > 0;
                case GREATER_OR_EQUAL -> comparison >= 0;
            };
        }
    }

    /** Holds if the operand has a value that compares so with {@code value}, which is not JSON null. */
    record Compare(Operand operand, Comparison comparison, Value value) implements Condition {
        /**
         * Checks that the values can be compared so.
         *
         * @throws InvalidQueryException if the kind of {@code value} has no order, or is null
         */
        public Compare {
            boolean ordered = value instanceof Value.Number
                    || value instanceof Value.Text
                    || value instanceof Value.Moment
                    || value instanceof Value.Unbound;
            if (value instanceof Value.Null || comparison != Comparison.EQUAL && !ordered) {
                throw new InvalidQueryException("Field " + ConditionText.of(operand) + " is compared by "
                        + comparison.sign() + " with a " + value.kind()
                        + ", which has no order. Numbers, texts and points in time have one; ask for null by isNull.");
            }
        }

        @Override
        public String toString() {
            return ConditionText.of(this);
        }
    }

    /** Holds if the operand's value is equal to one of {@code values}. */
    record In(Operand operand, List<Value> values) implements Condition {
        /**
         * Checks the values.
         *
         * @throws InvalidQueryException if there are too many
         */
        public In {
            values = List.copyOf(new LinkedHashSet<>(values));
            if (values.size() > MAX_VALUES) {
                throw new InvalidQueryException("A list of " + ConditionText.of(operand) + " has " + values.size()
                        + " values; at most " + MAX_VALUES + " are allowed. Ask in several queries.");
            }
        }

        @Override
        public String toString() {
            return ConditionText.of(this);
        }
    }

    /** Holds if the operand is there, whatever its value, JSON null too. */
    record Exists(Operand operand) implements Condition {
        @Override
        public String toString() {
            return ConditionText.of(this);
        }
    }

    /** The kinds of JSON values. */
    enum Kind {
        /** JSON null. */
        NULL,
        /** True or false. */
        BOOLEAN,
        /** A number. */
        NUMBER,
        /** A string. */
        TEXT,
        /** An array. */
        ARRAY,
        /** An object, references too. */
        OBJECT
    }

    /** Holds if the operand's value is of this kind. */
    record Is(Operand operand, Kind kind) implements Condition {
        @Override
        public String toString() {
            return ConditionText.of(this);
        }
    }

    /** Holds if the operand is a text that begins with {@code prefix}, character by character. */
    record StartsWith(Operand operand, String prefix) implements Condition {
        /** Checks the text. */
        public StartsWith {
            WellFormed.check(prefix, "A prefix");
        }

        @Override
        public String toString() {
            return ConditionText.of(this);
        }
    }

    /** Holds if the operand is a text that has {@code part} in it, character by character. */
    record Contains(Operand operand, String part) implements Condition {
        /** Checks the text. */
        public Contains {
            WellFormed.check(part, "A part of a text");
        }

        @Override
        public String toString() {
            return ConditionText.of(this);
        }
    }

    /**
     * Holds if the operand is an array of which some element meets {@code element}. Content operands within are seen
     * from the element.
     */
    record Any(Operand operand, Condition element) implements Condition {
        /** Checks the size. */
        public Any {
            ConditionSize.check(List.of(element));
        }

        @Override
        public String toString() {
            return ConditionText.of(this);
        }
    }

    /** Holds if the operand is an array and all its elements meet {@code element}; if it is empty, too. */
    record All(Operand operand, Condition element) implements Condition {
        /** Checks the size. */
        public All {
            ConditionSize.check(List.of(element));
        }

        @Override
        public String toString() {
            return ConditionText.of(this);
        }
    }

    /** Holds if this one and {@code other} do. */
    default Condition and(Condition other) {
        List<Condition> parts = new ArrayList<>(this instanceof And and ? and.parts() : List.of(this));
        parts.addAll(other instanceof And and ? and.parts() : List.of(other));
        return parts.size() == 1 ? parts.get(0) : new And(parts);
    }

    /** Holds if this one or {@code other} does, or both. */
    default Condition or(Condition other) {
        List<Condition> parts = new ArrayList<>(this instanceof Or or ? or.parts() : List.of(this));
        parts.addAll(other instanceof Or or ? or.parts() : List.of(other));
        return new Or(parts);
    }

    /** Holds if {@code condition} does not. */
    static Condition not(Condition condition) {
        return condition instanceof Not not ? not.part() : new Not(condition);
    }

    /**
     * Reads a condition from text, such as {@code category = 'css' and status.deprecated = true}. The text of any
     * condition that can be written ({@link #toString}) reads as the same condition.
     *
     * @throws InvalidQueryException if {@code text} is none; says where and what was expected
     */
    static Condition parse(String text) {
        return ConditionParser.parse(text);
    }

    /** What a condition is about and results are sorted by. */
    sealed interface Operand {
        /**
         * A value in the content: of the whole document, or, inside {@code any} and {@code all}, of the element.
         *
         * @param path from there
         */
        record Content(FieldPath path) implements Operand {}

        /**
         * A value in the metadata of the document.
         *
         * @param path from their beginning
         */
        record Metadata(FieldPath path) implements Operand {}

        /**
         * The number of elements of an array; no value where there is no array.
         *
         * @param of content or metadata
         */
        record Size(Operand of) implements Operand {
            /**
             * Checks the operand.
             *
             * @throws InvalidQueryException if it can hold no array
             */
            public Size {
                if (of instanceof Size || of instanceof Property) {
                    throw new InvalidQueryException(ConditionText.of(of) + " has no size: it is no array.");
                }
            }
        }

        /** What the store keeps of every document. */
        enum Property implements Operand {
            /** The id, a text. */
            ID,
            /** The version, a number. */
            VERSION,
            /** When it was first stored, as a number of microseconds since 1970. */
            CREATED,
            /** When it was last written, as a number of microseconds since 1970. */
            UPDATED
        }

        /**
         * What {@code value} means for this operand: ids are texts, times numbers of microseconds. A time may be given
         * as text in ISO-8601 form with an offset.
         *
         * @throws InvalidQueryException if the operand never has a value of that kind
         */
        default Value adapt(Value value) {
            if (this instanceof Content || this instanceof Metadata || value instanceof Value.Null) {
                return value;
            }
            Value adapted = this == Property.ID
                    ? text(value)
                    : this == Property.CREATED || this == Property.UPDATED ? microseconds(value) : number(value);
            if (adapted == null) {
                String expected = this == Property.ID
                        ? "a text"
                        : this == Property.CREATED || this == Property.UPDATED
                                ? "a point in time, such as '2026-01-31T12:00:00Z'"
                                : "a number";
                throw new InvalidQueryException(
                        ConditionText.of(this) + " is compared with a " + value.kind() + ". Give " + expected + ".");
            }
            return adapted;
        }

        private static @Nullable Value text(Value value) {
            if (value instanceof Value.Number number) {
                return new Value.Text(number.value().toString());
            }
            if (value instanceof Value.Unbound unbound && unbound.value() instanceof UUID uuid) {
                return new Value.Text(uuid.toString());
            }
            return value instanceof Value.Text ? value : null;
        }

        private static @Nullable Value number(Value value) {
            return value instanceof Value.Number ? value : null;
        }

        private static @Nullable Value microseconds(Value value) {
            Instant instant = value instanceof Value.Moment moment
                    ? moment.value()
                    : value instanceof Value.Text text ? Moments.parse(text.value()) : null;
            if (instant == null) {
                return null;
            }
            BigInteger nanos = BigInteger.valueOf(instant.getEpochSecond())
                    .multiply(BigInteger.valueOf(1_000_000_000))
                    .add(BigInteger.valueOf(instant.getNano()));
            return new Value.Number(Decimal.of(new BigDecimal(nanos, 3)));
        }
    }
}

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
 * A condition on documents. Immutable. For every document a condition either holds or does not hold: there is no third
 * truth value, and {@code not} inverts the result. Conditions are created by {@link Field} or parsed from text by
 * {@link #parse}.
 *
 * <p>Values of different kinds are never equal, and neither is less than the other: a number is not compared with a
 * text. A comparison does not hold if the operand is missing. See decisions 0030, 0031 and 0032.
 */
public sealed interface Condition {
    /** The maximum number of comparisons in one condition. */
    int MAX_TERMS = 1_000;
    /** The maximum nesting depth. */
    int MAX_DEPTH = 100;
    /** The maximum number of values of one {@code in}. */
    int MAX_VALUES = 10_000;

    /** Holds for every document. */
    Condition ALWAYS = new And(List.of());

    /** Holds if all parts hold. */
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

    /** Holds if at least one of the parts holds. */
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

    /** Holds if the part does not hold. */
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

    /** A comparison of two values. */
    enum Comparison {
        /** The values have the same kind and are equal. */
        EQUAL("="),
        /** The operand comes before the value in the order of its kind. */
        LESS("<"),
        /** The operand comes before the value or is equal to it. */
        LESS_OR_EQUAL("<="),
        /** The operand comes after the value in the order of its kind. */
        GREATER(">"),
        /** The operand comes after the value or is equal to it. */
        GREATER_OR_EQUAL(">=");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }

        /** Returns whether the result of a comparator ({@code < 0}, 0, {@code > 0}) satisfies this comparison. */
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

    /** Holds if the comparison of the operand with {@code value}, which is not JSON null, holds. */
    record Compare(Operand operand, Comparison comparison, Value value) implements Condition {
        /**
         * Checks that the value can be compared in this way.
         *
         * @throws InvalidQueryException if {@code value} is null, or its kind has no order
         */
        public Compare {
            boolean ordered = value instanceof Value.Number
                    || value instanceof Value.Text
                    || value instanceof Value.Moment
                    || value instanceof Value.Unbound;
            if (value instanceof Value.Null || comparison != Comparison.EQUAL && !ordered) {
                throw new InvalidQueryException("Field " + ConditionText.of(operand) + " is compared with "
                        + comparison.sign() + " to a " + value.kind()
                        + ", which has no order. Compare numbers, texts or points in time; use isNull for null.");
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
         * @throws InvalidQueryException if there are more than {@value #MAX_VALUES}
         */
        public In {
            values = List.copyOf(new LinkedHashSet<>(values));
            if (values.size() > MAX_VALUES) {
                throw new InvalidQueryException("A list of " + ConditionText.of(operand) + " has " + values.size()
                        + " values; at most " + MAX_VALUES + " are allowed. Split it into several queries.");
            }
        }

        @Override
        public String toString() {
            return ConditionText.of(this);
        }
    }

    /** Holds if the operand exists, whatever its value, including JSON null. */
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
        /** An object, including a reference. */
        OBJECT
    }

    /** Holds if the operand's value is of this kind. */
    record Is(Operand operand, Kind kind) implements Condition {
        @Override
        public String toString() {
            return ConditionText.of(this);
        }
    }

    /** Holds if the operand is a text that begins with exactly the characters of {@code prefix}. */
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

    /** Holds if the operand is a text that contains exactly the characters of {@code part}. */
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
     * Holds if the operand is an array with at least one element that meets {@code element}. Content operands in
     * {@code element} are relative to the element.
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

    /** Holds if the operand is an array whose elements all meet {@code element}, or an empty array. */
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

    /** Returns a condition that holds if both this one and {@code other} hold. */
    default Condition and(Condition other) {
        List<Condition> parts = new ArrayList<>(this instanceof And and ? and.parts() : List.of(this));
        parts.addAll(other instanceof And and ? and.parts() : List.of(other));
        return parts.size() == 1 ? parts.get(0) : new And(parts);
    }

    /** Returns a condition that holds if this one or {@code other} holds, or both. */
    default Condition or(Condition other) {
        List<Condition> parts = new ArrayList<>(this instanceof Or or ? or.parts() : List.of(this));
        parts.addAll(other instanceof Or or ? or.parts() : List.of(other));
        return new Or(parts);
    }

    /** Returns a condition that holds if {@code condition} does not hold. */
    static Condition not(Condition condition) {
        return condition instanceof Not not ? not.part() : new Not(condition);
    }

    /**
     * Parses a condition from text, such as {@code category = 'css' and status.deprecated = true}. The text of every
     * condition that can be written as text ({@link #toString}) is parsed as the same condition.
     *
     * @throws InvalidQueryException if {@code text} is not a condition; says where and what was expected
     */
    static Condition parse(String text) {
        return ConditionParser.parse(text);
    }

    /** A value of a document that conditions compare and orders sort by. */
    sealed interface Operand {
        /**
         * A value in the content: of the whole document, or, inside {@code any} and {@code all}, of the element.
         *
         * @param path the path of the value, relative to the document or element
         */
        record Content(FieldPath path) implements Operand {}

        /**
         * A value in the metadata of the document.
         *
         * @param path the path of the value in the metadata
         */
        record Metadata(FieldPath path) implements Operand {}

        /**
         * The number of elements of an array; missing if there is no array.
         *
         * @param of an operand in the content or metadata
         */
        record Size(Operand of) implements Operand {
            /**
             * Checks the operand.
             *
             * @throws InvalidQueryException if it can never be an array
             */
            public Size {
                if (of instanceof Size || of instanceof Property) {
                    throw new InvalidQueryException(ConditionText.of(of)
                            + " has no size: it is not an array. Use size with a field that holds one.");
                }
            }
        }

        /** A property that the store keeps for every document. */
        enum Property implements Operand {
            /** The id, a text. */
            ID,
            /** The version, a number. */
            VERSION,
            /** The time when the object was first stored, as a number of microseconds since 1970. */
            CREATED,
            /** The time when the object was last written, as a number of microseconds since 1970. */
            UPDATED
        }

        /**
         * Converts {@code value} to the form in which this operand is stored: ids are texts, times are numbers of
         * microseconds. A time may be given as text in ISO-8601 form with an offset.
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

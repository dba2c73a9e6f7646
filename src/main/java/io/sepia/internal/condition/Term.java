package io.sepia.internal.condition;

import io.sepia.error.InvalidQueryException;
import io.sepia.internal.json.Value;
import io.sepia.internal.json.WellFormed;
import io.sepia.internal.words.WordField;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;

/**
 * The syntax tree of a condition. Immutable. {@code io.sepia.Condition} describes the meaning. See decisions 0030, 0031
 * and 0032.
 */
public sealed interface Term {
    /** The maximum number of comparisons in one condition. */
    int MAX_TERMS = 1_000;
    /** The maximum nesting depth. */
    int MAX_DEPTH = 100;
    /** The maximum number of values of one {@code in}. */
    int MAX_VALUES = 10_000;

    /** Holds for every document. */
    Term ALWAYS = new And(List.of());

    /** Holds if all parts hold. */
    record And(List<Term> parts) implements Term {
        public And {
            parts = List.copyOf(parts);
            ConditionSize.check(parts);
        }
    }

    /** Holds if at least one of the parts holds. */
    record Or(List<Term> parts) implements Term {
        public Or {
            parts = List.copyOf(parts);
            ConditionSize.check(parts);
        }
    }

    /** Holds if the part does not hold. */
    record Not(Term part) implements Term {
        public Not {
            ConditionSize.check(List.of(part));
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

        /** Returns the sign in text and in SQL. */
        public String sign() {
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
    record Compare(Operand operand, Comparison comparison, Value value) implements Term {
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
                throw new InvalidQueryException("Field " + operand.text() + " is compared with "
                        + comparison.sign() + " to a " + value.kind()
                        + ", which has no order. Compare numbers, texts or points in time; use isNull for null.");
            }
        }
    }

    /** Holds if the operand's value is equal to one of {@code values}. */
    record In(Operand operand, List<Value> values) implements Term {
        /**
         * Checks the values.
         *
         * @throws InvalidQueryException if there are more than {@value #MAX_VALUES}
         */
        public In {
            values = List.copyOf(new LinkedHashSet<>(values));
            if (values.size() > MAX_VALUES) {
                throw new InvalidQueryException("A list of " + operand.text() + " has " + values.size()
                        + " values; at most " + MAX_VALUES + " are allowed. Split it into several queries.");
            }
        }
    }

    /** Holds if the operand exists, whatever its value, including JSON null. */
    record Exists(Operand operand) implements Term {}

    /** The kinds of JSON values, with the names of {@code io.sepia.Condition.Kind}. */
    enum Kind {
        NULL,
        BOOLEAN,
        NUMBER,
        TEXT,
        ARRAY,
        OBJECT
    }

    /** Holds if the operand's value is of this kind. */
    record Is(Operand operand, Kind kind) implements Term {}

    /** Holds if the operand is a text that begins with exactly the characters of {@code prefix}. */
    record StartsWith(Operand operand, String prefix) implements Term {
        public StartsWith {
            WellFormed.check(prefix, "A prefix");
        }
    }

    /** Holds if the operand is a text that contains exactly the characters of {@code part}. */
    record Contains(Operand operand, String part) implements Term {
        public Contains {
            WellFormed.check(part, "A part of a text");
        }
    }

    /** How a text is compared without regard to case. */
    enum Match {
        EQUALS("="),
        STARTS_WITH("starts with"),
        CONTAINS("contains");

        private final String sign;

        Match(String sign) {
            this.sign = sign;
        }

        /** Returns the words in text form. */
        public String sign() {
            return sign;
        }
    }

    /**
     * Holds if the operand is a text that equals, begins with or contains {@code sought} without regard to case. See
     * decision 0164.
     */
    record IgnoringCase(Operand operand, Match match, String sought) implements Term {
        public IgnoringCase {
            WellFormed.check(sought, "A text of the query");
        }

        /** Returns whether a text in a document, or a part of it, matches. */
        public boolean matches(String stored) {
            String folded = folded(stored);
            String part = folded(sought);
            return switch (match) {
                case EQUALS -> folded.equals(part);
                case STARTS_WITH -> folded.startsWith(part);
                case CONTAINS -> folded.contains(part);
            };
        }

        /** Folds each character by itself, as {@code String.equalsIgnoreCase} does, in no language's way. */
        static String folded(String text) {
            StringBuilder folded = new StringBuilder(text.length());
            text.codePoints()
                    .map(each -> Character.toLowerCase(Character.toUpperCase(each)))
                    .forEach(folded::appendCodePoint);
            return folded.toString();
        }

        /** Returns the folded text. */
        public String folded() {
            return folded(sought);
        }
    }

    /**
     * Holds if the operand is an array with at least one element that meets {@code element}. Content operands in
     * {@code element} are relative to the element.
     */
    record Any(Operand operand, Term element) implements Term {
        public Any {
            ConditionSize.check(List.of(element));
        }
    }

    /** Holds if the operand is an array whose elements all meet {@code element}, or an empty array. */
    record All(Operand operand, Term element) implements Term {
        public All {
            ConditionSize.check(List.of(element));
        }
    }

    /**
     * Holds if the texts of the document contain what {@code words} ask for.
     *
     * @param words what a user typed; any text, in which halves of characters are spaces
     * @param fields where to search; empty until the query is bound to a class
     * @param index the number of an index over these fields in the database that answers the query, or 0
     */
    record Words(String words, List<WordField> fields, long index) implements Term {
        public Words(String words, List<WordField> fields) {
            this(words, fields, 0);
        }

        public Words {
            words = WellFormed.withoutHalves(words);
            fields = List.copyOf(fields);
        }
    }

    /** Returns this condition with something else in the place of each search by words. */
    default Term replacingWords(Function<Words, Term> replacement) {
        if (this instanceof Words words) {
            return replacement.apply(words);
        }
        if (this instanceof And and) {
            return new And(and.parts().stream()
                    .map(each -> each.replacingWords(replacement))
                    .toList());
        }
        if (this instanceof Or or) {
            return new Or(or.parts().stream()
                    .map(each -> each.replacingWords(replacement))
                    .toList());
        }
        return this instanceof Not not ? new Not(not.part().replacingWords(replacement)) : this;
    }

    /** Returns the text form. */
    default String text() {
        return ConditionText.of(this);
    }

    /** Returns a comparison, which with JSON null is a test for null. */
    static Term compare(Operand operand, Comparison comparison, Value value) {
        return comparison == Comparison.EQUAL && value instanceof Value.Null
                ? new Is(operand, Kind.NULL)
                : new Compare(operand, comparison, value);
    }

    /** Returns a condition that holds if both this one and {@code other} hold. */
    default Term and(Term other) {
        List<Term> parts = new ArrayList<>(this instanceof And and ? and.parts() : List.of(this));
        parts.addAll(other instanceof And and ? and.parts() : List.of(other));
        return parts.size() == 1 ? parts.get(0) : new And(parts);
    }

    /** Returns a condition that holds if this one or {@code other} holds, or both. */
    default Term or(Term other) {
        List<Term> parts = new ArrayList<>(this instanceof Or or ? or.parts() : List.of(this));
        parts.addAll(other instanceof Or or ? or.parts() : List.of(other));
        return new Or(parts);
    }

    /** Returns a condition that holds if {@code condition} does not hold. */
    static Term not(Term condition) {
        return condition instanceof Not not ? not.part() : new Not(condition);
    }

    /**
     * Parses a condition from text: the inverse of {@link #text}.
     *
     * @throws InvalidQueryException if {@code text} is not a condition; says where and what was expected
     */
    static Term parse(String text) {
        return ConditionParser.parse(text);
    }
}

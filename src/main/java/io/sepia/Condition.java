package io.sepia;

import io.sepia.internal.condition.Term;
import org.jspecify.annotations.Nullable;

/**
 * A condition on documents. Immutable. For every document a condition either holds or does not hold: there is no third
 * truth value, and {@code not} inverts the result. Conditions are created by {@link Field} or parsed from text by
 * {@link #parse}.
 *
 * <p>Values of different kinds are never equal, and neither is less than the other: a number is not compared with a
 * text. A comparison does not hold if the value in the document is missing. See decisions 0030, 0031, 0032 and 0070.
 */
public final class Condition {
    /** The maximum number of comparisons in one condition. */
    public static final int MAX_TERMS = Term.MAX_TERMS;
    /** The maximum nesting depth. */
    public static final int MAX_DEPTH = Term.MAX_DEPTH;
    /** The maximum number of values of one {@code in}. */
    public static final int MAX_VALUES = Term.MAX_VALUES;

    /** Holds for every document. */
    public static final Condition ALWAYS = new Condition(Term.ALWAYS);

    private final Term term;

    Condition(Term term) {
        this.term = term;
    }

    /** The kinds of JSON values. */
    public enum Kind {
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

    Term term() {
        return term;
    }

    /**
     * Parses a condition from text, such as {@code category = 'css' and status.deprecated = true}. The text of every
     * condition that can be written as text ({@link #toString}) is parsed as the same condition.
     *
     * @throws io.sepia.error.InvalidQueryException if {@code text} is not a condition; says where and what was expected
     */
    public static Condition parse(String text) {
        return new Condition(Term.parse(text));
    }

    /** Returns a condition that holds if {@code condition} does not hold. */
    public static Condition not(Condition condition) {
        return new Condition(Term.not(condition.term));
    }

    /** Returns a condition that holds if both this one and {@code other} hold. */
    public Condition and(Condition other) {
        return new Condition(term.and(other.term));
    }

    /** Returns a condition that holds if this one or {@code other} holds, or both. */
    public Condition or(Condition other) {
        return new Condition(term.or(other.term));
    }

    /** Returns whether {@code other} is the same condition: built from the same parts in the same order. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Condition that && term.equals(that.term);
    }

    @Override
    public int hashCode() {
        return term.hashCode();
    }

    /** Returns the condition in text form. */
    @Override
    public String toString() {
        return term.text();
    }
}

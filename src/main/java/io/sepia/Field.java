package io.sepia;

import io.sepia.error.InvalidQueryException;
import io.sepia.internal.condition.Criterion;
import io.sepia.internal.condition.Operand;
import io.sepia.internal.condition.Operand.Property;
import io.sepia.internal.condition.Term;
import io.sepia.internal.condition.Term.Comparison;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.Value;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value of a document, from which conditions and orders are built:
 * {@code field("status.deprecated").eq(true).and(field("title").startsWith("En"))}. Immutable.
 *
 * <p>Values to compare with are Java values: texts, numbers, booleans and points in time are compared as they are;
 * stored objects and {@code Ref}s are compared as references; anything else (enums, dates, lists, embedded objects) is
 * written as the property that it is compared with would write it. Dates, times, durations, years and numbers are
 * compared by value, and enums in the order of their constants, whatever form the property has in the document. A value
 * that the property can never have is refused when the query runs.
 *
 * <p>Methods whose description begins with "Holds if" return a condition that holds in that case. See decision 0032.
 */
public final class Field {
    private final Operand operand;

    Field(Operand operand) {
        this.operand = operand;
    }

    /**
     * Returns a property by its path in the document: {@code title}, {@code author}, {@code status.deprecated},
     * {@code releases[0].status}, {@code "a.b"}. Inside {@link #any} and {@link #all} it is a property of the element.
     *
     * <p>Names are joined by dots, and indexes are in brackets. A name that contains a dot, bracket or quotation mark
     * is written in double quotes, with each quotation mark in it doubled: {@code "a.b"."say ""hi"""}. Everything else,
     * including {@code $}, stands for itself.
     *
     * @throws io.sepia.error.InvalidQueryException if {@code path} is not a path
     */
    public static Field field(String path) {
        return new Field(new Operand.Content(FieldPath.parse(path)));
    }

    /** Returns the value itself: inside {@link #any} and {@link #all} the element, elsewhere the whole document. */
    public static Field value() {
        return new Field(new Operand.Content(FieldPath.SELF));
    }

    /** Returns the id of the object, a text. */
    public static Field id() {
        return new Field(Property.ID);
    }

    /** Returns the version of the object. */
    public static Field version() {
        return new Field(Property.VERSION);
    }

    /** Returns the time when the object was first stored. */
    public static Field created() {
        return new Field(Property.CREATED);
    }

    /** Returns the time when the object was last written. */
    public static Field updated() {
        return new Field(Property.UPDATED);
    }

    /** Returns a value in the metadata, by its path. */
    public static Field metadata(String path) {
        return new Field(new Operand.Metadata(FieldPath.parse(path)));
    }

    /**
     * Returns a member of this value by its name, which is not parsed as a path:
     * {@code field("support").member("a.b")}.
     */
    public Field member(String name) {
        return new Field(inside(name, -1));
    }

    /** Returns an element of this array; the first has index 0. */
    public Field element(int index) {
        return new Field(inside("", index));
    }

    private Operand inside(String name, int index) {
        if (operand instanceof Operand.Content content) {
            return new Operand.Content(
                    index < 0 ? content.path().member(name) : content.path().element(index));
        }
        if (operand instanceof Operand.Metadata metadata) {
            return new Operand.Metadata(
                    index < 0 ? metadata.path().member(name) : metadata.path().element(index));
        }
        throw new InvalidQueryException("Field " + operand.text() + " has no members or elements.");
    }

    /** Returns the number of elements of this array; it is missing if there is no array. */
    public Field size() {
        return new Field(new Operand.Size(operand));
    }

    /** Holds if this value equals {@code value}. {@code eq(null)} is the same as {@link #isNull}. */
    public Condition eq(@Nullable Object value) {
        return compare(Comparison.EQUAL, value);
    }

    /** Holds if this value differs from {@code value} or is missing: whenever {@link #eq} does not hold. */
    public Condition ne(@Nullable Object value) {
        return Condition.not(eq(value));
    }

    /** Holds if this value is less than {@code value}. */
    public Condition lt(Object value) {
        return compare(Comparison.LESS, value);
    }

    /** Holds if this value is less than or equal to {@code value}. */
    public Condition le(Object value) {
        return compare(Comparison.LESS_OR_EQUAL, value);
    }

    /** Holds if this value is greater than {@code value}. */
    public Condition gt(Object value) {
        return compare(Comparison.GREATER, value);
    }

    /** Holds if this value is greater than or equal to {@code value}. */
    public Condition ge(Object value) {
        return compare(Comparison.GREATER_OR_EQUAL, value);
    }

    private Condition compare(Comparison comparison, @Nullable Object value) {
        return new Condition(Term.compare(operand, comparison, operand.adapt(Value.of(value))));
    }

    /** Holds if this value is between {@code least} and {@code greatest}, inclusive. */
    public Condition between(Object least, Object greatest) {
        return ge(least).and(le(greatest));
    }

    /** Holds if this value equals one of {@code values}; a null among them stands for JSON null. */
    public Condition in(@Nullable Object... values) {
        return in(Arrays.asList(values));
    }

    /** Holds if this value equals one of {@code values}; a null among them stands for JSON null. */
    public Condition in(Collection<? extends @Nullable Object> values) {
        List<Value> adapted =
                values.stream().map(each -> operand.adapt(Value.of(each))).toList();
        return new Condition(new Term.In(operand, adapted));
    }

    /** Holds if this value is JSON null. A missing value is not null; see {@link #exists} and {@link #isMissing}. */
    public Condition isNull() {
        return is(Condition.Kind.NULL);
    }

    /** Holds if this value exists, including as JSON null. */
    public Condition exists() {
        return new Condition(new Term.Exists(operand));
    }

    /** Holds if this value does not exist: some step of the path is missing in the document. */
    public Condition isMissing() {
        return Condition.not(exists());
    }

    /** Holds if this value is of this kind. */
    public Condition is(Condition.Kind kind) {
        return new Condition(new Term.Is(operand, Term.Kind.valueOf(kind.name())));
    }

    /** Holds if this value is a text that begins with {@code prefix}; case-sensitive. */
    public Condition startsWith(String prefix) {
        return new Condition(new Term.StartsWith(operand, Objects.requireNonNull(prefix, "prefix")));
    }

    /** Holds if this value is a text that contains {@code part}; case-sensitive. */
    public Condition contains(String part) {
        return new Condition(new Term.Contains(operand, Objects.requireNonNull(part, "part")));
    }

    /**
     * Holds if this value is a text that equals {@code text} without regard to case, as {@link String#equalsIgnoreCase}
     * compares: character by character, in no language's way.
     */
    public Condition equalsIgnoreCase(String text) {
        return new Condition(new Term.IgnoringCase(operand, Term.Match.EQUALS, Objects.requireNonNull(text, "text")));
    }

    /** Holds if this value is a text that begins with {@code prefix} without regard to case. */
    public Condition startsWithIgnoreCase(String prefix) {
        return new Condition(
                new Term.IgnoringCase(operand, Term.Match.STARTS_WITH, Objects.requireNonNull(prefix, "prefix")));
    }

    /** Holds if this value is a text that contains {@code part} without regard to case. */
    public Condition containsIgnoreCase(String part) {
        return new Condition(new Term.IgnoringCase(operand, Term.Match.CONTAINS, Objects.requireNonNull(part, "part")));
    }

    /**
     * Holds if this value is an array with an element that meets {@code element}:
     * {@code field("tags").any(value().eq("css"))}.
     */
    public Condition any(Condition element) {
        return new Condition(new Term.Any(operand, element.term()));
    }

    /** Holds if this value is an array whose elements all meet {@code element}, or an empty array. */
    public Condition all(Condition element) {
        return new Condition(new Term.All(operand, element.term()));
    }

    /** Holds if this value is a reference to the object with this storage name of its class and this id. */
    public Condition refersTo(String className, String id) {
        return compare(Comparison.EQUAL, new Value.Reference(className, id));
    }

    /** Returns the ascending order by this value. */
    public Order ascending() {
        return new Order(Criterion.ascending(operand));
    }

    /** Returns the descending order by this value. */
    public Order descending() {
        return new Order(Criterion.descending(operand));
    }

    /** Returns the field in text form. */
    @Override
    public String toString() {
        return operand.text();
    }
}

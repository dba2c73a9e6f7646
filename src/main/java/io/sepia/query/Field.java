package io.sepia.query;

import io.sepia.error.InvalidQueryException;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.Value;
import io.sepia.query.Condition.Comparison;
import io.sepia.query.Condition.Kind;
import io.sepia.query.Condition.Operand;
import io.sepia.query.Condition.Operand.Property;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value of a document, by which conditions and orders are made:
 * {@code field("status.deprecated").eq(true).and(field("title").startsWith("En"))}. Immutable.
 *
 * <p>Values to compare with are given as Java values: texts, numbers, booleans and points in time as they are; stored
 * objects and {@code Ref}s stand for references to them; anything else (enums, UUIDs, dates, lists) is compared in the
 * JSON form that the store would write.
 */
public final class Field {
    private final Operand operand;

    private Field(Operand operand) {
        this.operand = operand;
    }

    /**
     * A property, by its path in the document, as {@link FieldPath} describes it: {@code title}, {@code author},
     * {@code status.deprecated}, {@code releases[0].status}, {@code "a.b"}. Within {@link #any} and {@link #all} it is
     * a property of the element.
     *
     * @throws io.sepia.error.InvalidQueryException if {@code path} is none
     */
    public static Field field(String path) {
        return new Field(new Operand.Content(FieldPath.parse(path)));
    }

    /** The value itself: within {@link #any} and {@link #all} the element, elsewhere the whole document. */
    public static Field value() {
        return new Field(new Operand.Content(FieldPath.SELF));
    }

    /** The id of the object, as text. */
    public static Field id() {
        return new Field(Property.ID);
    }

    /** The version of the object. */
    public static Field version() {
        return new Field(Property.VERSION);
    }

    /** When the object was first stored. */
    public static Field created() {
        return new Field(Property.CREATED);
    }

    /** When the object was last written. */
    public static Field updated() {
        return new Field(Property.UPDATED);
    }

    /** A value in the metadata, by its path. */
    public static Field metadata(String path) {
        return new Field(new Operand.Metadata(FieldPath.parse(path)));
    }

    /** A condition's or order's operand as a field. */
    public static Field of(Operand operand) {
        return new Field(operand);
    }

    /** The operand. */
    public Operand operand() {
        return operand;
    }

    /** A member of this value, by its name, which is no path: {@code field("support").member("a.b")}. */
    public Field member(String name) {
        return new Field(inside(name, -1));
    }

    /** An element of this array, from 0. */
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
        throw new InvalidQueryException("Field " + ConditionText.of(operand) + " has nothing inside it.");
    }

    /** The number of elements, for arrays; there is none where there is no array. */
    public Field size() {
        return new Field(new Operand.Size(operand));
    }

    /** Is {@code value}; for null the same as {@link #isNull}. */
    public Condition eq(@Nullable Object value) {
        return value == null ? isNull() : compare(Comparison.EQUAL, value);
    }

    /** Is not {@code value}, or is not there: all that {@link #eq} does not hold for. */
    public Condition ne(@Nullable Object value) {
        return Condition.not(eq(value));
    }

    /** Is less. */
    public Condition lt(Object value) {
        return compare(Comparison.LESS, value);
    }

    /** Is less or equal. */
    public Condition le(Object value) {
        return compare(Comparison.LESS_OR_EQUAL, value);
    }

    /** Is greater. */
    public Condition gt(Object value) {
        return compare(Comparison.GREATER, value);
    }

    /** Is greater or equal. */
    public Condition ge(Object value) {
        return compare(Comparison.GREATER_OR_EQUAL, value);
    }

    private Condition compare(Comparison comparison, Object value) {
        return new Condition.Compare(operand, comparison, operand.adapt(Value.of(value)));
    }

    /** Lies between {@code least} and {@code greatest}, or is one of them. */
    public Condition between(Object least, Object greatest) {
        return ge(least).and(le(greatest));
    }

    /** Is one of the values; null among them means JSON null. */
    public Condition in(@Nullable Object... values) {
        return in(Arrays.asList(values));
    }

    /** Is one of the values; null among them means JSON null. */
    public Condition in(Collection<? extends @Nullable Object> values) {
        List<Value> adapted =
                values.stream().map(each -> operand.adapt(Value.of(each))).toList();
        return new Condition.In(operand, adapted);
    }

    /** Is JSON null. What is not there at all is not null; see {@link #exists} and {@link #isMissing}. */
    public Condition isNull() {
        return is(Kind.NULL);
    }

    /** Is there, as JSON null too. */
    public Condition exists() {
        return new Condition.Exists(operand);
    }

    /** Is not there: some step of the path does not exist in the document. */
    public Condition isMissing() {
        return Condition.not(exists());
    }

    /** Is a value of this kind. */
    public Condition is(Kind kind) {
        return new Condition.Is(operand, kind);
    }

    /** Is a text that begins so; upper and lower case differ. */
    public Condition startsWith(String prefix) {
        return new Condition.StartsWith(operand, prefix);
    }

    /** Is a text that has this in it; upper and lower case differ. */
    public Condition contains(String part) {
        return new Condition.Contains(operand, part);
    }

    /** Is an array, some element of which meets the condition: {@code field("tags").any(value().eq("css"))}. */
    public Condition any(Condition element) {
        return new Condition.Any(operand, element);
    }

    /** Is an array, all elements of which meet the condition, or which is empty. */
    public Condition all(Condition element) {
        return new Condition.All(operand, element);
    }

    /** Is a reference to the object of this class, by storage name, and id. */
    public Condition refersTo(String className, String id) {
        return compare(Comparison.EQUAL, new Value.Reference(className, id));
    }

    /** Ascending by this value. */
    public Order ascending() {
        return new Order(operand, Order.Direction.ASCENDING, Order.Absent.FIRST);
    }

    /** Descending by this value. */
    public Order descending() {
        return new Order(operand, Order.Direction.DESCENDING, Order.Absent.LAST);
    }

    /** The field in text form. */
    @Override
    public String toString() {
        return ConditionText.of(operand);
    }
}

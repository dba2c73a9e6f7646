package io.sepia.internal.condition;

import io.sepia.error.InvalidQueryException;
import io.sepia.internal.json.Decimal;
import io.sepia.internal.json.FieldPath;
import io.sepia.internal.json.Moments;
import io.sepia.internal.json.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A value of a document that conditions compare and orders sort by. */
public sealed interface Operand {
    /**
     * A value in the content: of the whole document, or, inside {@code any} and {@code all}, of the element.
     *
     * @param path the path of the value, relative to the document or element
     * @param scale how the values are compared and ordered, or null if they are as their JSON form shows
     * @param formerPaths where documents that lack the path may have the value instead, because the property once had
     *     another name
     */
    record Content(FieldPath path, @Nullable Scale scale, List<FieldPath> formerPaths) implements Operand {
        /** Copies the list. */
        public Content {
            formerPaths = List.copyOf(formerPaths);
        }

        public Content(FieldPath path) {
            this(path, null, List.of());
        }

        /** Returns this operand with another scale. */
        public Content on(@Nullable Scale newScale) {
            return new Content(path, newScale, formerPaths);
        }
    }

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
                throw new InvalidQueryException(
                        of.text() + " has no size: it is not an array. Use size with a field that holds one.");
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
                ? asText(value)
                : this == Property.CREATED || this == Property.UPDATED ? microseconds(value) : number(value);
        if (adapted == null) {
            String expected = this == Property.ID
                    ? "a text"
                    : this == Property.CREATED || this == Property.UPDATED
                            ? "a point in time, such as '2026-01-31T12:00:00Z'"
                            : "a number";
            throw new InvalidQueryException(
                    text() + " is compared with a " + value.kind() + ". Give " + expected + ".");
        }
        return adapted;
    }

    /** Returns the text form. */
    default String text() {
        return ConditionText.of(this);
    }

    private static @Nullable Value asText(Value value) {
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

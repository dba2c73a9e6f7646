package io.sepia.internal.json;

import io.sepia.error.InvalidQueryException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The path from a JSON value to a value inside it: names of members and indexes of elements. A path without steps
 * denotes the value itself.
 *
 * <p>In text form, names are joined by dots and indexes are in brackets: {@code support.safari},
 * {@code releases[0].status}. A name that contains a dot, bracket or quotation mark is written in double quotes, with
 * each quotation mark in it doubled: {@code "a.b"."say ""hi"""}. Everything else, including {@code $}, stands for
 * itself.
 *
 * @param steps at most {@value #MAX_STEPS}
 */
public record FieldPath(List<Step> steps) {
    /** The maximum number of steps. */
    public static final int MAX_STEPS = 100;
    /** The maximum length of a name, in characters. */
    public static final int MAX_NAME = 1_000;

    /** The path to the value itself. */
    public static final FieldPath SELF = new FieldPath(List.of());

    /** One step of a path. */
    public sealed interface Step {}

    /**
     * A step to a member of an object.
     *
     * @param text its name in the document; may be empty
     */
    public record Name(String text) implements Step {
        /**
         * Checks the name.
         *
         * @throws InvalidQueryException if it is too long or contains a lone surrogate
         */
        public Name {
            if (text.length() > MAX_NAME) {
                throw new InvalidQueryException("A field has a name of " + text.length() + " characters; at most "
                        + MAX_NAME + " are allowed.");
            }
            WellFormed.check(text, "A field name");
        }
    }

    /**
     * A step to an element of an array.
     *
     * @param number the index from 0
     */
    public record Index(int number) implements Step {
        /**
         * Checks the number.
         *
         * @throws InvalidQueryException if it is negative
         */
        public Index {
            if (number < 0) {
                throw new InvalidQueryException("An element has the index " + number + ". Indexes count from 0.");
            }
        }
    }

    /**
     * Checks the number of steps.
     *
     * @throws InvalidQueryException if there are too many
     */
    public FieldPath {
        steps = List.copyOf(steps);
        if (steps.size() > MAX_STEPS) {
            throw new InvalidQueryException(
                    "A field path has " + steps.size() + " steps; at most " + MAX_STEPS + " are allowed.");
        }
    }

    /**
     * Parses a path in text form.
     *
     * @throws InvalidQueryException if {@code text} is not a path; the message says where and why
     */
    public static FieldPath parse(String text) {
        TextScanner scanner = new TextScanner(text, "The field '" + TextScanner.shown(text) + "'");
        FieldPath path = scanner.path(false);
        scanner.end();
        return path;
    }

    /** Returns the path to a member of the value at this path. */
    public FieldPath member(String name) {
        return with(new Name(name));
    }

    /** Returns the path to an element of the array at this path. */
    public FieldPath element(int index) {
        return with(new Index(index));
    }

    private FieldPath with(Step step) {
        List<Step> longer = new ArrayList<>(steps);
        longer.add(step);
        return new FieldPath(longer);
    }

    /** Returns the value at this path in {@code root}, or null if there is none. */
    public @Nullable Value in(@Nullable Value root) {
        Value value = root;
        for (Step step : steps) {
            if (step instanceof Name name && value instanceof Value.Structure structure) {
                value = structure.members().get(name.text());
            } else if (step instanceof Index index
                    && value instanceof Value.Array array
                    && index.number() < array.elements().size()) {
                value = array.elements().get(index.number());
            } else {
                return null;
            }
        }
        return value;
    }

    /** Returns the text form that {@link #parse} and the text form of conditions accept. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            if (step instanceof Index index) {
                text.append('[').append(index.number()).append(']');
            } else if (step instanceof Name name) {
                text.append(text.isEmpty() ? "" : ".").append(TextScanner.written(name.text()));
            }
        }
        return text.toString();
    }
}

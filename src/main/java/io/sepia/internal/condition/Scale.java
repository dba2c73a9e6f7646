package io.sepia.internal.condition;

import io.sepia.internal.json.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the stored values of a property are compared and ordered, if their JSON form does not show it: a date that is
 * written day first, a point in time, a number that is written as text. Immutable and thread-safe. See decision 0160.
 */
public interface Scale {
    /**
     * Returns the comparable form of a stored value: a number, or a text that sorts by its code points as the values
     * sort. Equal values have equal forms. Returns null if the property never has such a value.
     */
    @Nullable
    Value key(Value stored);

    /** Returns the form by which a stored value is sorted; values that are none of the property's sort as they are. */
    default Value sortKey(Value stored) {
        Value key = key(stored);
        return key == null ? stored : key;
    }

    /** Returns whether values are equal only if they are stored alike. */
    default boolean hasOneText() {
        return true;
    }

    /** Returns whether the keys are in the order of the values. */
    default boolean isOrdered() {
        return true;
    }

    /** Returns how the order of stored texts tells the order of values, or null if it does not. */
    default @Nullable TextOrder textOrder() {
        return null;
    }

    /** Returns the number by which each of the few possible texts is sorted, or null if there are many. */
    default @Nullable Map<String, Integer> ranks() {
        return null;
    }

    /**
     * The order of stored texts that agrees with the order of values, except between texts that are close to each
     * other. It holds for regular texts only: those whose year has four digits.
     */
    interface TextOrder {
        /** Returns a GLOB pattern that all regular texts match, and no others of the property. */
        String pattern();

        /** Returns the greatest text such that regular texts before it have values less than that of {@code key}. */
        String low(String key);

        /** Returns the least text such that regular texts after it have values greater than that of {@code key}. */
        String high(String key);

        /** Returns whether low and high are the one text of the value. */
        boolean isExact();

        /** Returns whether a text is regular, or a key that of a regular text. */
        boolean isRegular(String text);

        /** Returns whether years before 0 and after 9999 have a sign, so that their texts are not regular. */
        boolean hasSigns();
    }
}

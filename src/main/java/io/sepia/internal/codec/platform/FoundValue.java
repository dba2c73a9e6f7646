package io.sepia.internal.codec.platform;

import com.fasterxml.jackson.core.JsonToken;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Describes what a property expects and what was found, without the value. */
public final class FoundValue {
    private FoundValue() {}

    /**
     * Returns a description of a value that does not fit.
     *
     * @param token the first token of the value, if it is known
     * @param element whether it is an element of a list
     */
    public static String mismatch(Class<?> declared, @Nullable JsonToken token, boolean element) {
        Class<?> expected = element && declared.isArray() ? declared.getComponentType() : declared;
        String form = form(expected);
        boolean container = Collection.class.isAssignableFrom(expected) || Map.class.isAssignableFrom(expected);
        String found = kind(token);
        return "expected " + form + (container ? "" : " (" + expected.getSimpleName() + ")") + ", found "
                + (form.equals(found) || form.equals("a number") && found.contains("number")
                        ? found + " that does not fit"
                        : found);
    }

    private static String form(Class<?> expected) {
        if (expected == String.class || CharSequence.class.isAssignableFrom(expected)) {
            return "a text";
        }
        if (expected == boolean.class || expected == Boolean.class) {
            return "true or false";
        }
        if (expected == float.class
                || expected == double.class
                || expected == Float.class
                || expected == Double.class
                || expected == BigDecimal.class
                || expected == OptionalDouble.class
                || expected == Number.class) {
            return "a number";
        }
        if (expected == char.class || expected == Character.class) {
            return "a text of one character";
        }
        if (expected.isPrimitive()
                || expected == OptionalInt.class
                || expected == OptionalLong.class
                || expected == BigInteger.class
                || Number.class.isAssignableFrom(expected)) {
            return "a whole number";
        }
        if (expected.isArray() || Collection.class.isAssignableFrom(expected)) {
            return "a list";
        }
        if (expected.isEnum()) {
            return "the name of a constant";
        }
        return Map.class.isAssignableFrom(expected) || !PlatformValues.isPlatform(expected) ? "an object" : "a text";
    }

    private static String kind(@Nullable JsonToken token) {
        if (token == null) {
            return "another value";
        }
        return switch (token) {
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT -> "a whole number";
            case VALUE_NUMBER_FLOAT -> "a number with a fraction or exponent";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            case VALUE_NULL -> "null";
            case START_ARRAY, END_ARRAY -> "a list";
            case START_OBJECT, END_OBJECT -> "an object";
            case FIELD_NAME -> "a key that does not fit";
            default -> "another value";
        };
    }
}

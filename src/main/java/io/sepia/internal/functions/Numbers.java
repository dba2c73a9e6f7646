package io.sepia.internal.functions;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Functions of numbers and booleans that are errors where SQLite would return null, or convert text to zero. */
final class Numbers {
    private static final Set<String> TRUE = Set.of("t", "true", "y", "yes", "1");
    private static final Set<String> FALSE = Set.of("f", "false", "n", "no", "0");

    private Numbers() {}

    static void addTo(Map<String, ScalarFunction.Body> functions) {
        functions.put("sepia_divisor", ScalarFunction.strict(a -> divisor(a[0])));
        functions.put("sepia_undefined", ScalarFunction.strict(Numbers::undefined));
        functions.put("sepia_long", ScalarFunction.strict(a -> whole(a[0])));
        functions.put("sepia_json_error", arguments -> {
            throw new IllegalArgumentException("A JSON document of the query has no value as requested");
        });
        functions.put("sepia_double", ScalarFunction.strict(a -> parse(a[0].toString())));
        functions.put(
                "sepia_whole",
                ScalarFunction.strict(a -> whole(a[0].toString().strip()).toString()));
        functions.put(
                "sepia_boolean",
                ScalarFunction.strict(a -> truth(a[0].toString().strip().toLowerCase(Locale.ROOT))));
        functions.put("sepia_float_text", ScalarFunction.strict(a -> ((Number) a[0]).floatValue()));
        functions.put("sepia_text", ScalarFunction.strict(a -> a[0].toString()));
        functions.put(
                "sepia_json_number",
                ScalarFunction.strict(a -> json(a[0].toString(), ((Long) a[1]).intValue(), a[2].equals(1L))));
        for (String name : new String[] {"sum", "avg"}) {
            functions.put("sepia_list_" + name, ScalarFunction.strict(a -> sum(a[0].toString(), name.equals("avg"))));
        }
        for (Statistic.Kind kind : Statistic.Kind.values()) {
            functions.put(
                    "sepia_list_" + kind.name().toLowerCase(Locale.ROOT),
                    ScalarFunction.strict(a -> statistic(kind, a[0].toString())));
        }
    }

    private static Object divisor(Object number) {
        boolean zero = number instanceof Double value
                ? value == 0
                : Decimals.of(number).signum() == 0;
        if (zero) {
            throw new ArithmeticException("Division by zero");
        }
        return number;
    }

    /** Fails, because a function has no value for its arguments. */
    private static Object undefined(Object[] arguments) {
        throw new ArithmeticException("The function " + arguments[0] + " has no value for "
                + String.join(
                        ", ",
                        Arrays.stream(arguments).skip(1).map(Object::toString).toList()));
    }

    private static Double parse(String text) {
        double number = Decimals.of(text).doubleValue();
        if (Double.isInfinite(number)) {
            throw new ArithmeticException("A number of the query is too large");
        }
        return number;
    }

    /** Returns an integer, which SQLite would continue to compute as a floating-point number beyond 64 bits. */
    private static Object whole(Object number) {
        if (number instanceof Double) {
            throw new ArithmeticException("A number of the query is beyond 64 bits");
        }
        return number;
    }

    private static BigDecimal whole(String text) {
        BigDecimal number = Decimals.of(text);
        if (number.scale() > 0) {
            throw new IllegalArgumentException("A value of the query is no integer");
        }
        return number;
    }

    /**
     * Returns a number of a JSON document.
     *
     * @param bytes the bytes of an integer, 0 for a decimal, -1 for a floating-point number
     * @param strict whether text that is no such number is an error, and not null
     */
    private static @Nullable Object json(String text, int bytes, boolean strict) {
        try {
            if (bytes > 0) {
                return Decimals.integer(whole(Decimals.text(Decimals.of(text))), bytes);
            }
            return bytes == 0 ? Decimals.text(Decimals.of(text)) : (Object) parse(text);
        } catch (ArithmeticException | IllegalArgumentException e) {
            if (strict) {
                throw e;
            }
            return null;
        }
    }

    private static boolean truth(String text) {
        if (TRUE.contains(text)) {
            return true;
        }
        if (FALSE.contains(text)) {
            return false;
        }
        throw new IllegalArgumentException("A value of the query is neither true nor false");
    }

    /** Returns the numbers of a JSON array of numbers, of texts of numbers, and of nulls. */
    private static List<BigDecimal> list(String json) {
        List<BigDecimal> numbers = new ArrayList<>();
        for (String each : json.substring(1, json.length() - 1).split(",")) {
            String text = each.replace("\"", "");
            if (!text.isEmpty() && !text.equals("null")) {
                numbers.add(Decimals.of(text));
            }
        }
        return numbers;
    }

    private static @Nullable Object sum(String json, boolean average) {
        List<BigDecimal> numbers = list(json);
        if (numbers.isEmpty()) {
            return null;
        }
        BigDecimal sum = numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        return Decimals.text(average ? Decimals.divide(sum, BigDecimal.valueOf(numbers.size())) : sum);
    }

    private static @Nullable Object statistic(Statistic.Kind kind, String json) {
        Statistic statistic = new Statistic(kind);
        list(json).forEach(each -> statistic.add(each.doubleValue(), each.doubleValue()));
        return statistic.value();
    }
}

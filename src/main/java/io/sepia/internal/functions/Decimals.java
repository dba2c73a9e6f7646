package io.sepia.internal.functions;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * Functions of exact numbers. Their results are texts in one canonical form, without exponent and trailing zeros, so
 * that equal numbers are equal texts.
 */
public final class Decimals {
    /** Digits of a quotient that does not end. */
    private static final MathContext QUOTIENT = new MathContext(100, RoundingMode.HALF_UP);

    private static final int FRACTION = 30;

    /** As many as H2 has. */
    private static final int MAX_DIGITS = 100_000;

    private Decimals() {}

    static void addTo(Map<String, ScalarFunction.Body> functions) {
        functions.put("sepia_decimal", ScalarFunction.strict(a -> text(of(a[0]))));
        functions.put("sepia_plus", binary(BigDecimal::add));
        functions.put("sepia_minus", binary(BigDecimal::subtract));
        functions.put("sepia_times", binary(BigDecimal::multiply));
        functions.put("sepia_divide", binary(Decimals::divide));
        functions.put("sepia_compare", ScalarFunction.strict(a -> (long) of(a[0]).compareTo(of(a[1]))));
        functions.put("sepia_abs", ScalarFunction.strict(a -> text(of(a[0]).abs())));
        functions.put("sepia_sign", ScalarFunction.strict(a -> (long) of(a[0]).signum()));
        functions.put("sepia_floor", rounding(RoundingMode.FLOOR));
        functions.put("sepia_ceiling", rounding(RoundingMode.CEILING));
        functions.put("sepia_round", rounding(RoundingMode.HALF_UP));
        functions.put("sepia_trunc", rounding(RoundingMode.DOWN));
        functions.put("sepia_scale", ScalarFunction.strict(a -> scaled(of(a[0]), (Long) a[1], (Long) a[2])));
        functions.put("sepia_integer", ScalarFunction.strict(a -> integer(of(a[0]), (Long) a[1])));
    }

    private static ScalarFunction.Body binary(BinaryOperator<BigDecimal> operator) {
        return ScalarFunction.strict(a -> text(operator.apply(of(a[0]), of(a[1]))));
    }

    private static ScalarFunction.Body rounding(RoundingMode mode) {
        return ScalarFunction.strict(a -> {
            int scale = a.length == 1 ? 0 : of(a[1]).intValueExact();
            return text(of(a[0]).setScale(scale, mode));
        });
    }

    static BigDecimal divide(BigDecimal a, BigDecimal b) {
        BigDecimal quotient = a.divide(b, QUOTIENT);
        return quotient.scale() > FRACTION ? quotient.setScale(FRACTION, RoundingMode.HALF_UP) : quotient;
    }

    /** Returns a number rounded to so many digits after the point, which must have no more digits than given. */
    private static String scaled(BigDecimal number, long precision, long scale) {
        BigDecimal rounded = number.setScale((int) scale, RoundingMode.HALF_UP);
        if (rounded.precision() - rounded.scale() > precision - scale && rounded.signum() != 0) {
            throw new ArithmeticException(
                    "A number of the query has more digits than numeric(" + precision + "," + scale + ")");
        }
        return text(rounded);
    }

    /** Returns a whole number that fits into so many bytes. */
    static long integer(BigDecimal number, long bytes) {
        BigInteger whole = number.setScale(0, RoundingMode.HALF_UP).unscaledValue();
        if (whole.bitLength() >= Byte.SIZE * bytes) {
            throw new ArithmeticException("A number of the query is beyond " + Byte.SIZE * bytes + " bits");
        }
        return whole.longValueExact();
    }

    /** Returns the value of a SQL number or of the text of one. */
    static BigDecimal of(Object value) {
        try {
            return new BigDecimal(value.toString().strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("A value of the query is no number", e);
        }
    }

    /**
     * Returns the canonical form.
     *
     * @throws ArithmeticException if it has too many digits
     */
    public static String text(BigDecimal number) {
        if (number.signum() == 0) {
            return "0";
        }
        BigDecimal stripped = number.stripTrailingZeros();
        long digits = Math.max(stripped.precision(), Math.abs((long) stripped.scale()));
        if (digits > MAX_DIGITS) {
            throw new ArithmeticException(
                    "A decimal has " + digits + " digits, more than " + MAX_DIGITS + ", which SqliteDialect keeps");
        }
        return stripped.toPlainString();
    }

    /** Compares texts by the values of the numbers. Texts that are no numbers come last; a collation cannot fail. */
    static int compare(String a, String b) {
        try {
            return new BigDecimal(a).compareTo(new BigDecimal(b));
        } catch (NumberFormatException e) {
            return Boolean.compare(isNumber(b), isNumber(a)) != 0
                    ? Boolean.compare(isNumber(b), isNumber(a))
                    : a.compareTo(b);
        }
    }

    private static boolean isNumber(String text) {
        try {
            new BigDecimal(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}

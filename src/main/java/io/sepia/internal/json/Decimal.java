package io.sepia.internal.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A number exactly as written in JSON, of any length and exponent. {@code 5}, {@code 5.0} and {@code 0.5e1} are the
 * same number. Immutable. See decision 0033; decision 0082 explains why this is not a {@code BigDecimal}.
 */
public final class Decimal implements Comparable<Decimal> {
    /** Decimals with at most this many digits have distinct doubles. */
    private static final int DIGITS_OF_DOUBLE = 15;

    private static final int LONG_DIGITS = 18;

    /** The number, if it fits 64 bits; the other parts then are those of 0. */
    private final @Nullable Long integer;

    private final int sign;
    /** The digits without zeros at either end. The number is {@code sign × 0.digits × 10^exponent}. */
    private final String digits;

    private final BigInteger exponent;

    private Decimal(@Nullable Long integer, int sign, String digits, BigInteger exponent) {
        this.integer = integer;
        this.sign = sign;
        this.digits = digits;
        this.exponent = exponent;
    }

    /** Returns the decimal of {@code value}. */
    public static Decimal of(long value) {
        return new Decimal(value, 0, "", BigInteger.ZERO);
    }

    /** Returns the decimal of {@code value}. */
    public static Decimal of(BigDecimal value) {
        return parse(value.toString());
    }

    /**
     * Parses a number in JSON's form.
     *
     * @throws NumberFormatException if {@code text} is not a number
     */
    public static Decimal parse(String text) {
        Decimal parts = parts(text);
        Long integer = parts.sign == 0 ? (Long) 0L : integer(parts.sign, parts.digits, parts.exponent);
        return integer == null ? parts : of(integer);
    }

    private static Decimal parts(String text) {
        int at = text.startsWith("-") ? 1 : 0;
        int point = -1;
        StringBuilder found = new StringBuilder(text.length());
        while (at < text.length() && text.charAt(at) != 'e' && text.charAt(at) != 'E') {
            char c = text.charAt(at++);
            if (c == '.' && point < 0) {
                point = found.length();
            } else if (c >= '0' && c <= '9') {
                found.append(c);
            } else {
                throw new NumberFormatException("not a number");
            }
        }
        if (found.isEmpty()) {
            throw new NumberFormatException("no digits");
        }
        BigInteger written = at < text.length() ? exponent(text.substring(at + 1)) : BigInteger.ZERO;
        int before = point < 0 ? found.length() : point;
        int first = 0;
        while (first < found.length() && found.charAt(first) == '0') {
            first++;
        }
        int last = found.length();
        while (last > first && found.charAt(last - 1) == '0') {
            last--;
        }
        if (first == last) {
            return new Decimal(null, 0, "", BigInteger.ZERO);
        }
        return new Decimal(
                null,
                text.startsWith("-") ? -1 : 1,
                found.substring(first, last),
                written.add(BigInteger.valueOf((long) before - first)));
    }

    private static BigInteger exponent(String text) {
        return new BigInteger(text.startsWith("+") ? text.substring(1) : text);
    }

    private static @Nullable Long integer(int sign, String digits, BigInteger exponent) {
        if (exponent.signum() <= 0 || exponent.bitLength() > 6) {
            return null;
        }
        int places = exponent.intValue();
        if (digits.length() > places || places > LONG_DIGITS + 1) {
            return null;
        }
        String whole = (sign < 0 ? "-" : "") + digits + "0".repeat(places - digits.length());
        if (places <= LONG_DIGITS) {
            return Long.valueOf(whole);
        }
        BigInteger value = new BigInteger(whole);
        return value.bitLength() < Long.SIZE ? value.longValue() : null;
    }

    /** Returns the number as a 64-bit integer, or null if it is not one. */
    public @Nullable Long toLong() {
        return integer;
    }

    /** Returns the nearest double, which is infinite beyond the range of doubles. */
    public double toDouble() {
        return integer != null ? integer : Double.parseDouble(scientific());
    }

    /** Returns the least double to which a database may have converted this number. */
    public double leastDouble() {
        return Math.nextDown(Math.nextDown(toDouble()));
    }

    /** Returns the greatest double to which a database may have converted this number. */
    public double greatestDouble() {
        return Math.nextUp(Math.nextUp(toDouble()));
    }

    /**
     * Returns whether the number's double is nonzero and differs from the doubles of all other short numbers, even with
     * an error of 2 units in the last place.
     */
    public boolean isShort() {
        double magnitude = Math.abs(toDouble());
        return expanded().digits.length() <= DIGITS_OF_DOUBLE && magnitude >= 1e-290 && magnitude <= 1e290;
    }

    /** Returns 1, 0 or -1. */
    public int signum() {
        return integer == null ? sign : Long.signum(integer);
    }

    /** Returns the greatest integer that is not greater than the number, or null if it does not fit 64 bits. */
    public @Nullable Long floor() {
        if (integer != null) {
            return integer;
        }
        if (exponent.signum() <= 0) {
            return sign < 0 ? -1L : 0L;
        }
        if (exponent.bitLength() > 6 || exponent.intValue() >= digits.length()) {
            return null;
        }
        Long towardsZero = integer(sign, digits.substring(0, exponent.intValue()), exponent);
        return towardsZero == null ? null : sign < 0 ? (Long) (towardsZero - 1) : towardsZero;
    }

    private Decimal expanded() {
        return integer == null ? this : parts(integer.toString());
    }

    @Override
    public int compareTo(Decimal other) {
        if (integer != null && other.integer != null) {
            return Long.compare(integer, other.integer);
        }
        Decimal a = expanded();
        Decimal b = other.expanded();
        if (a.sign != b.sign) {
            return Integer.compare(a.sign, b.sign);
        }
        int magnitude = a.exponent.compareTo(b.exponent);
        return a.sign * (magnitude != 0 ? magnitude : a.digits.compareTo(b.digits));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Decimal that
                && Objects.equals(integer, that.integer)
                && sign == that.sign
                && digits.equals(that.digits)
                && exponent.equals(that.exponent);
    }

    @Override
    public int hashCode() {
        return Objects.hash(integer, sign, digits, exponent);
    }

    private String scientific() {
        return (sign < 0 ? "-" : "") + digits.charAt(0) + "." + (digits.length() > 1 ? digits.substring(1) : "0") + "e"
                + exponent.subtract(BigInteger.ONE);
    }

    /** Returns the number in JSON's form. */
    @Override
    public String toString() {
        if (integer != null) {
            return integer.toString();
        }
        if (exponent.bitLength() <= 6) {
            int places = exponent.intValue();
            String minus = sign < 0 ? "-" : "";
            if (places > -6 && places <= 0) {
                return minus + "0." + "0".repeat(-places) + digits;
            }
            if (places > 0 && places < digits.length()) {
                return minus + digits.substring(0, places) + "." + digits.substring(places);
            }
            if (places > 0) {
                return minus + digits + "0".repeat(places - digits.length());
            }
        }
        return scientific();
    }
}

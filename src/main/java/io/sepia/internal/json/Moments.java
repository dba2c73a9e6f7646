package io.sepia.internal.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Converts points in time from text and numbers. */
public final class Moments {
    private static final int SHORTEST = "2026-01-31T12:00Z".length();
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");
    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);

    private Moments() {}

    /**
     * Returns {@code moment}, which was read from a file.
     *
     * @throws DateTimeException if it is outside the years 0 to 9999, for which every format and calculation is exact
     */
    public static Instant inRange(Instant moment) {
        if (moment.isBefore(FIRST) || moment.isAfter(LAST)) {
            throw new DateTimeException("outside the years 0 to 9999");
        }
        return moment;
    }

    /** Parses a date, time and offset in ISO-8601 form. Returns null for other texts. */
    public static @Nullable Instant parse(String text) {
        if (text.length() < SHORTEST || text.indexOf('T') < 0) {
            return null;
        }
        try {
            // Further suffixes than that of a zone do not change the moment.
            int suffixes = text.indexOf("][");
            String known = suffixes < 0 ? text : text.substring(0, suffixes + 1);
            return Instant.from(DateTimeFormatter.ISO_ZONED_DATE_TIME.parse(known));
        } catch (DateTimeException e) {
            return far(text);
        }
    }

    /** Parses a point in time of the first or last year of Instant, which no date with a time has. */
    private static @Nullable Instant far(String text) {
        if (!text.startsWith("+1000000000-") && !text.startsWith("-1000000000-")) {
            return null; // An ordinary text.
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return null; // An ordinary text.
        }
    }

    /**
     * Returns the microseconds from 1970-01-01T00:00Z to {@code time}. Java 17's own difference fails after 2262,
     * because it counts nanoseconds first.
     */
    public static long microseconds(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
    }

    /** Returns the point in time so many microseconds after 1970-01-01T00:00Z, or null beyond the range of Instant. */
    public static @Nullable Instant ofMicroseconds(Decimal micros) {
        try {
            BigInteger[] parts = new BigDecimal(micros.toString())
                    .movePointRight(3)
                    .toBigInteger()
                    .divideAndRemainder(NANOS);
            return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }
}

package io.sepia.internal.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Points in time and the texts that stand for them. */
public final class Moments {
    private static final int SHORTEST = "2026-01-31T12:00Z".length();
    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);

    private Moments() {}

    /** The point in time that a text in ISO-8601 form with date, time and offset stands for; null for other texts. */
    public static @Nullable Instant parse(String text) {
        if (text.length() < SHORTEST || text.indexOf('T') < 0) {
            return null;
        }
        try {
            return Instant.from(DateTimeFormatter.ISO_ZONED_DATE_TIME.parse(text));
        } catch (DateTimeException e) {
            return null; // A text like any other.
        }
    }

    /** The point in time so many microseconds after the beginning of 1970; null beyond what Java can name. */
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

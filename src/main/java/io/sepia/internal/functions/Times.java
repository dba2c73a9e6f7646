package io.sepia.internal.functions;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Functions of dates and times in the form of {@link TemporalText}. A zone that is empty is the one of the process. */
final class Times {
    private static final int DATE_LENGTH = 10;
    private static final int MONTHS_OF_QUARTER = 3;

    private static final Pattern DIGITS = Pattern.compile("-?\\d+");

    private Times() {}

    static void addTo(Map<String, ScalarFunction.Body> functions) {
        functions.put("sepia_add", ScalarFunction.strict(a -> add(text(a[0]), Decimals.of(a[1]), text(a[2]))));
        functions.put("sepia_difference", ScalarFunction.strict(a -> difference(text(a[0]), time(a[1]), time(a[2]))));
        functions.put(
                "sepia_local",
                ScalarFunction.strict(a -> TemporalText.of(time(a[0])
                        .atOffset(ZoneOffset.UTC)
                        .atZoneSameInstant(zone(a[1]))
                        .toLocalDateTime())));
        functions.put(
                "sepia_instant",
                ScalarFunction.strict(
                        a -> TemporalText.of(time(a[0]).atZone(zone(a[1])).toInstant())));
        functions.put(
                "sepia_parse",
                ScalarFunction.strict(a -> parse(text(a[0]), text(a[1]).strip(), zone(a[2]))));
        functions.put("sepia_iso", ScalarFunction.strict(a -> iso(text(a[0])) + a[1]));
        functions.put(
                "sepia_format",
                ScalarFunction.strict(a ->
                        DateTimeFormatter.ofPattern(text(a[1]), Locale.ENGLISH).format(time(a[0]))));
    }

    private static String text(Object value) {
        return value.toString();
    }

    private static ZoneId zone(Object id) {
        return text(id).isEmpty() ? ZoneId.systemDefault() : ZoneId.of(text(id));
    }

    private static LocalDateTime time(Object value) {
        String text = text(value);
        return isTimeOfDay(text)
                ? LocalTime.parse(text).atDate(LocalDate.EPOCH)
                : TemporalText.dateTime(text, ZoneId.systemDefault());
    }

    /** Returns the form that JSON has by convention. */
    private static String iso(String value) {
        return isTimeOfDay(value)
                ? DateTimeFormatter.ISO_LOCAL_TIME.format(LocalTime.parse(value))
                : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time(value));
    }

    private static boolean isTimeOfDay(String text) {
        return text.indexOf(':') > 0 && text.indexOf(':') < DATE_LENGTH;
    }

    /** Adds units to a date, a time of day or both. A day beyond the end of a month becomes its last day. */
    private static String add(String unit, BigDecimal amount, String value) {
        LocalDateTime time = time(value);
        BigDecimal nanos = nanos(unit);
        boolean days = nanos.compareTo(nanos("DAY")) >= 0 || nanos.signum() == 0;
        if (isTimeOfDay(value)) {
            return days
                    ? value
                    : TemporalText.of(plus(time, amount.multiply(nanos)).toLocalTime());
        }
        LocalDateTime sum = nanos.signum() == 0
                ? time.plusMonths(
                        amount.multiply(BigDecimal.valueOf(months(unit))).longValueExact())
                : plus(time, amount.multiply(nanos));
        return days && value.length() == DATE_LENGTH ? TemporalText.of(sum.toLocalDate()) : TemporalText.of(sum);
    }

    private static LocalDateTime plus(LocalDateTime time, BigDecimal nanos) {
        BigInteger[] seconds = nanos.toBigInteger().divideAndRemainder(BigInteger.valueOf(1_000_000_000));
        return time.plusSeconds(seconds[0].longValueExact()).plusNanos(seconds[1].longValueExact());
    }

    /** Returns the length of a unit, or zero if it is a number of months. */
    private static BigDecimal nanos(String unit) {
        return switch (unit) {
            case "NATIVE", "NANOSECOND" -> BigDecimal.ONE;
            case "SECOND", "MINUTE", "HOUR", "DAY", "WEEK" ->
                BigDecimal.valueOf(chronoUnit(unit).getDuration().toNanos());
            default -> BigDecimal.ZERO;
        };
    }

    private static ChronoUnit chronoUnit(String unit) {
        return ChronoUnit.valueOf(unit + "S");
    }

    private static long months(String unit) {
        return switch (unit) {
            case "YEAR" -> Period.ofYears(1).toTotalMonths();
            case "QUARTER" -> MONTHS_OF_QUARTER;
            case "MONTH" -> 1;
            default -> throw new DateTimeException("There is no date arithmetic in the unit " + unit);
        };
    }

    /** Returns the whole units between two times, rounded towards zero. */
    private static Object difference(String unit, LocalDateTime from, LocalDateTime to) {
        BigDecimal nanos = nanos(unit);
        if (nanos.signum() == 0) {
            return ChronoUnit.MONTHS.between(from, to) / months(unit);
        }
        Duration between = Duration.between(from, to);
        BigInteger units = BigDecimal.valueOf(between.getSeconds())
                .scaleByPowerOfTen(9)
                .add(BigDecimal.valueOf(between.getNano()))
                .divideToIntegralValue(nanos)
                .toBigInteger();
        return units.bitLength() < Long.SIZE ? (Object) units.longValueExact() : units;
    }

    /** Parses text that a query casts to a date or time. */
    private static String parse(String kind, String text, ZoneId zone) {
        if (kind.equals("TIME") && isTimeOfDay(text)) {
            return TemporalText.of(LocalTime.parse(text));
        }
        if (DIGITS.matcher(text).matches()) {
            return parse(
                    kind,
                    LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE).toString(),
                    zone);
        }
        LocalDateTime local = TemporalText.dateTime(text, zone, zone);
        return switch (kind) {
            case "DATE" -> TemporalText.of(local.toLocalDate());
            case "TIME" -> TemporalText.of(local.toLocalTime());
            case "TIMESTAMP" -> TemporalText.of(local);
            default -> TemporalText.of(TemporalText.instant(text, zone));
        };
    }
}

package io.sepia.internal.functions;

import jakarta.persistence.TemporalType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Date;
import java.util.Locale;
import java.util.TimeZone;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text form of dates and times in a column. Each type has a fixed width, so that the text sorts by time. */
public final class TemporalText {
    private static final DateTimeFormatter DATE =
            new DateTimeFormatterBuilder().appendPattern("uuuu-MM-dd").toFormatter(Locale.ROOT);
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendPattern("HH:mm:ss.SSSSSSSSS").toFormatter(Locale.ROOT);
    private static final DateTimeFormatter ANY_DATE_TIME = new DateTimeFormatterBuilder()
            .append(DATE)
            .appendPattern("[['T'][ ]HH:mm[:ss[")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendPattern("]]][XXX][X]")
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final int DATE_LENGTH = 10;
    private static final int LAST_YEAR = 9999;

    private static final Pattern MILLIS = Pattern.compile("-?\\d{1,18}");

    private TemporalText() {}

    public static String of(LocalDate date) {
        if (date.getYear() < 0 || date.getYear() > LAST_YEAR) {
            throw new DateTimeException("SQLite keeps dates of the years 0000 to 9999, not of the year "
                    + date.getYear() + ". Store it in a property of another type.");
        }
        return DATE.format(date);
    }

    public static String of(LocalTime time) {
        return TIME.format(time);
    }

    public static String of(LocalDateTime time) {
        return of(time.toLocalDate()) + ' ' + of(time.toLocalTime());
    }

    public static String of(Instant time) {
        return of(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    }

    public static String of(OffsetTime time) {
        return of(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalTime());
    }

    /** Returns a literal. Values with an offset are converted to UTC. */
    @SuppressWarnings("deprecation") // Hibernate's own parameter type.
    public static String of(TemporalAccessor value, TemporalType precision) {
        TemporalAccessor utc = value.isSupported(ChronoField.INSTANT_SECONDS)
                ? LocalDateTime.ofInstant(Instant.from(value), ZoneOffset.UTC)
                : value instanceof OffsetTime time ? time.withOffsetSameInstant(ZoneOffset.UTC) : value;
        return switch (precision) {
            case DATE -> of(LocalDate.from(utc));
            case TIME -> of(LocalTime.from(utc));
            case TIMESTAMP -> of(LocalDateTime.from(utc));
        };
    }

    /** Returns the local date and time in {@code zone}, or in the default zone of the process. */
    public static LocalDateTime local(Date date, @Nullable TimeZone zone) {
        Instant instant = date instanceof java.sql.Timestamp timestamp
                ? timestamp.toInstant()
                : Instant.ofEpochMilli(date.getTime());
        return LocalDateTime.ofInstant(instant, zone(zone));
    }

    public static ZoneId zone(@Nullable TimeZone zone) {
        return zone == null ? ZoneId.systemDefault() : zone.toZoneId();
    }

    /**
     * Returns the SQL literal of a zone for the functions of this package.
     *
     * @param zone the value of {@code hibernate.jdbc.time_zone}; null for the zone of the process
     */
    public static String zoneLiteral(@Nullable Object zone) {
        return "'" + (zone instanceof TimeZone given ? given.getID() : zone == null ? "" : zone) + "'";
    }

    public static LocalDate date(String text, ZoneId zone) {
        return dateTime(text, zone).toLocalDate();
    }

    public static LocalTime time(String text, ZoneId zone) {
        return text.indexOf(':') < DATE_LENGTH && text.indexOf(':') > 0
                ? LocalTime.parse(text)
                : dateTime(text, zone).toLocalTime();
    }

    /**
     * Parses text that was written by this library, by SQLite's functions or by hand, or the milliseconds that the
     * driver writes by default.
     *
     * @param zone the zone of milliseconds
     * @param target the zone of the result if the text has an offset
     * @throws DateTimeException if the text has none of these forms
     */
    static LocalDateTime dateTime(String text, ZoneId zone, ZoneId target) {
        if (MILLIS.matcher(text).matches()) {
            return LocalDateTime.ofInstant(Instant.ofEpochMilli(Long.parseLong(text)), zone);
        }
        TemporalAccessor parsed = ANY_DATE_TIME.parse(text);
        LocalDateTime time = LocalDateTime.from(parsed);
        return parsed.isSupported(ChronoField.OFFSET_SECONDS)
                ? LocalDateTime.ofInstant(time.toInstant(ZoneOffset.from(parsed)), target)
                : time;
    }

    /** Parses text like {@link #dateTime(String, ZoneId, ZoneId)}. An offset is converted to UTC. */
    public static LocalDateTime dateTime(String text, ZoneId zone) {
        return dateTime(text, zone, ZoneOffset.UTC);
    }

    /** Parses text in the same forms; {@code zone} is the zone of text without an offset. */
    public static Instant instant(String text, ZoneId zone) {
        if (MILLIS.matcher(text).matches()) {
            return Instant.ofEpochMilli(Long.parseLong(text));
        }
        TemporalAccessor parsed = ANY_DATE_TIME.parse(text);
        return parsed.isSupported(ChronoField.OFFSET_SECONDS)
                ? Instant.from(parsed)
                : LocalDateTime.from(parsed).atZone(zone).toInstant();
    }
}

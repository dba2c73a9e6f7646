package io.sepia.dialect;

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
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Date;
import java.util.Locale;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/** The text form of dates and times in a column. Each type has a fixed width, so that the text sorts by time. */
final class TemporalText {
    private static final DateTimeFormatter DATE =
            new DateTimeFormatterBuilder().appendPattern("uuuu-MM-dd").toFormatter(Locale.ROOT);
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendPattern("HH:mm:ss.SSSSSSSSS").toFormatter(Locale.ROOT);
    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .append(DATE)
            .appendLiteral(' ')
            .append(TIME)
            .toFormatter(Locale.ROOT);
    private static final DateTimeFormatter ANY_DATE_TIME = new DateTimeFormatterBuilder()
            .append(DATE)
            .appendPattern("[['T'][ ]HH:mm[:ss[")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendPattern("]]][XXX]")
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .toFormatter(Locale.ROOT);
    private static final int DATE_LENGTH = 10;

    private TemporalText() {}

    static String of(LocalDate date) {
        return DATE.format(date);
    }

    static String of(LocalTime time) {
        return TIME.format(time);
    }

    static String of(LocalDateTime time) {
        return DATE_TIME.format(time);
    }

    static String of(Instant time) {
        return of(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    }

    static String of(OffsetTime time) {
        return of(time.withOffsetSameInstant(ZoneOffset.UTC).toLocalTime());
    }

    /** Returns a literal. Values with an offset are converted to UTC. */
    @SuppressWarnings("deprecation") // Hibernate's own parameter type.
    static String of(TemporalAccessor value, TemporalType precision) {
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
    static LocalDateTime local(Date date, @Nullable TimeZone zone) {
        Instant instant = date instanceof java.sql.Timestamp timestamp
                ? timestamp.toInstant()
                : Instant.ofEpochMilli(date.getTime());
        return LocalDateTime.ofInstant(instant, zone(zone));
    }

    static ZoneId zone(@Nullable TimeZone zone) {
        return zone == null ? ZoneId.systemDefault() : zone.toZoneId();
    }

    static LocalDate date(String text, ZoneId zone) {
        return dateTime(text, zone).toLocalDate();
    }

    static LocalTime time(String text, ZoneId zone) {
        return text.indexOf(':') < DATE_LENGTH && text.indexOf(':') > 0
                ? LocalTime.parse(text)
                : dateTime(text, zone).toLocalTime();
    }

    /**
     * Parses text that was written by this library, by SQLite's functions or by hand, or the milliseconds that the
     * driver writes by default.
     *
     * @param zone the zone of milliseconds
     * @throws DateTimeException if the text has none of these forms
     */
    static LocalDateTime dateTime(String text, ZoneId zone) {
        if (text.length() > 4 && text.chars().skip(1).allMatch(Character::isDigit)) {
            return LocalDateTime.ofInstant(Instant.ofEpochMilli(Long.parseLong(text)), zone);
        }
        TemporalAccessor parsed = ANY_DATE_TIME.parse(text);
        LocalDateTime time = LocalDateTime.from(parsed);
        return parsed.isSupported(ChronoField.OFFSET_SECONDS)
                ? time.minusSeconds(parsed.getLong(ChronoField.OFFSET_SECONDS))
                : time;
    }
}

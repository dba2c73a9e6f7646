package io.sepia.internal.codec.platform;

import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.std.DateDeserializers;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.CalendarSerializer;
import com.fasterxml.jackson.databind.ser.std.DateSerializer;
import com.fasterxml.jackson.databind.ser.std.SqlDateSerializer;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.Objects;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Forms of platform classes that contain what Jackson's forms of them lose: dates of JDBC in any time zone,
 * nanoseconds, zones of calendars, flags of patterns, relative paths. Documents in Jackson's forms are still read. See
 * decision 0151.
 */
public final class PlatformForms {
    private static final Pattern WITH_FLAGS = Pattern.compile("\\(\\?flags=(\\d+)\\)(.*)", Pattern.DOTALL);
    private static final Pattern WEEK = Pattern.compile("\\[week=(\\d)-(\\d)]");
    private static final Pattern URI = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:/.*", Pattern.DOTALL);

    private static final Instant GREGORIAN = Instant.parse("1583-01-01T00:00:00Z");
    private static final Instant FIVE_DIGITS = Instant.parse("+10000-01-01T00:00:00Z");
    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT);

    private PlatformForms() {}

    /** Adds the forms to a module. */
    public static void addTo(SimpleModule module) {
        new TextForm<>(
                        Date.class,
                        PlatformForms::text,
                        PlatformForms::date,
                        Objects::equals,
                        new SqlDateSerializer(),
                        new DateDeserializers.SqlDateDeserializer())
                .addTo(module);
        new TextForm<>(
                        java.util.Date.class,
                        value -> Instant.ofEpochMilli(value.getTime()).toString(),
                        text -> text.endsWith("Z") ? java.util.Date.from(Instant.parse(text)) : null,
                        Objects::equals,
                        new DateSerializer(),
                        new DateDeserializers.DateDeserializer(),
                        value -> isUsual(value.toInstant()))
                .addTo(module);
        new TextForm<>(Time.class, PlatformForms::text, PlatformForms::time, Objects::equals, null, null).addTo(module);
        new TextForm<>(
                        Timestamp.class,
                        PlatformForms::text,
                        PlatformForms::timestamp,
                        Objects::equals,
                        new DateSerializer(),
                        new DateDeserializers.TimestampDeserializer())
                .addTo(module);
        calendars(Calendar.class, new DateDeserializers.CalendarDeserializer(), module);
        calendars(GregorianCalendar.class, new DateDeserializers.CalendarDeserializer(GregorianCalendar.class), module);
        new TextForm<>(Path.class, PlatformForms::text, PlatformForms::path, Objects::equals, null, null).addTo(module);
        new TextForm<>(Pattern.class, PlatformForms::text, PlatformForms::pattern, PlatformValues::equal, null, null)
                .addTo(module);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Calendar> void calendars(
            Class<T> type, JsonDeserializer<?> jackson, SimpleModule module) {
        new TextForm<>(
                        type,
                        PlatformForms::text,
                        text -> (T) calendar(text),
                        Objects::equals,
                        new CalendarSerializer(),
                        jackson)
                .addTo(module);
    }

    /** Returns the date, or the moment if the value is not the start of a day in this time zone. */
    private static String text(Date value) {
        LocalDate date = value.toLocalDate();
        return Date.valueOf(date).equals(value)
                ? date.toString()
                : Instant.ofEpochMilli(value.getTime()).toString();
    }

    private static @Nullable Date date(String text) {
        if (text.endsWith("Z")) {
            return new Date(Instant.parse(text).toEpochMilli());
        }
        return text.indexOf('T') > 0 ? null : Date.valueOf(LocalDate.parse(text));
    }

    private static String text(Time value) {
        LocalTime time = value.toLocalTime();
        return Time.valueOf(time).equals(value)
                ? time.toString()
                : Instant.ofEpochMilli(value.getTime()).toString();
    }

    private static Time time(String text) {
        return text.endsWith("Z") ? new Time(Instant.parse(text).toEpochMilli()) : Time.valueOf(LocalTime.parse(text));
    }

    /** Returns Jackson's form, unless that would lose nanoseconds or does not have the year. */
    private static String text(Timestamp value) {
        Instant moment = value.toInstant();
        return value.getNanos() % 1_000_000 == 0 && isUsual(moment)
                ? MILLISECONDS.format(moment.atOffset(ZoneOffset.UTC))
                : moment.toString();
    }

    /** Returns whether Jackson writes a moment with its year, in the calendar in which others read it. */
    private static boolean isUsual(Instant moment) {
        return !moment.isBefore(GREGORIAN) && moment.isBefore(FIVE_DIGITS);
    }

    private static @Nullable Timestamp timestamp(String text) {
        if (text.endsWith("Z")) {
            return Timestamp.from(Instant.parse(text));
        }
        Instant moment = OffsetDateTime.parse(text).toInstant();
        return moment.isBefore(GREGORIAN) ? null : Timestamp.from(moment);
    }

    private static String text(Calendar value) {
        return value.toInstant() + "[" + value.getTimeZone().getID() + "][week=" + value.getFirstDayOfWeek() + "-"
                + value.getMinimalDaysInFirstWeek() + "]";
    }

    private static @Nullable Calendar calendar(String text) {
        int zone = text.indexOf('[');
        if (zone < 0) {
            return null;
        }
        int end = text.indexOf(']', zone);
        Calendar made = new GregorianCalendar(TimeZone.getTimeZone(text.substring(zone + 1, end)));
        Matcher week = WEEK.matcher(text.substring(end + 1));
        if (week.matches()) {
            // By default, these follow the locale of the process.
            made.setFirstDayOfWeek(Integer.parseInt(week.group(1)));
            made.setMinimalDaysInFirstWeek(Integer.parseInt(week.group(2)));
        }
        made.setTimeInMillis(Instant.parse(text.substring(0, zone)).toEpochMilli());
        return made;
    }

    private static String text(Path value) {
        return value.isAbsolute() ? value.toUri().toString() : value.toString();
    }

    private static Path path(String text) {
        if (!URI.matcher(text).matches()) {
            return Path.of(text);
        }
        try {
            return Path.of(java.net.URI.create(text));
        } catch (FileSystemNotFoundException e) {
            throw new IllegalArgumentException("The file system of a path is not open", e);
        }
    }

    private static String text(Pattern value) {
        boolean plain =
                value.flags() == 0 && !WITH_FLAGS.matcher(value.pattern()).matches();
        return plain ? value.pattern() : "(?flags=" + value.flags() + ")" + value.pattern();
    }

    private static Pattern pattern(String text) {
        Matcher flags = WITH_FLAGS.matcher(text);
        return flags.matches()
                ? Pattern.compile(flags.group(2), Integer.parseInt(flags.group(1)))
                : Pattern.compile(text);
    }
}

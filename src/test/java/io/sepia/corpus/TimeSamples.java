package io.sepia.corpus;

import java.sql.Time;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.ChronoLocalDate;
import java.time.chrono.HijrahChronology;
import java.time.chrono.HijrahDate;
import java.time.chrono.IsoChronology;
import java.time.chrono.JapaneseChronology;
import java.time.chrono.JapaneseDate;
import java.time.chrono.JapaneseEra;
import java.time.chrono.MinguoChronology;
import java.time.chrono.MinguoDate;
import java.time.chrono.ThaiBuddhistChronology;
import java.time.chrono.ThaiBuddhistDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DecimalStyle;
import java.time.temporal.ValueRange;
import java.time.temporal.WeekFields;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneRules;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.SimpleTimeZone;
import java.util.TimeZone;

/** Moments, dates, durations, zones, and what belongs to them. */
final class TimeSamples {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private TimeSamples() {}

    static void addTo(Samples samples) {
        dates(samples);
        moments(samples);
        older(samples);
        calendars(samples);
        rules(samples);
    }

    private static void dates(Samples samples) {
        samples.add(
                LocalDate.class,
                LocalDate.MIN,
                LocalDate.of(-44, 3, 15),
                LocalDate.of(0, 1, 1),
                LocalDate.EPOCH,
                LocalDate.of(9999, 12, 31),
                LocalDate.of(10_000, 1, 1),
                LocalDate.MAX);
        samples.add(LocalTime.class, LocalTime.MIN, LocalTime.NOON, LocalTime.of(12, 0, 0, 5), LocalTime.MAX);
        samples.add(
                LocalDateTime.class,
                LocalDateTime.MIN,
                LocalDateTime.of(2026, 3, 29, 2, 30),
                LocalDateTime.of(12_026, 1, 1, 0, 0),
                LocalDateTime.MAX);
        samples.add(MonthDay.class, MonthDay.of(2, 29), MonthDay.of(1, 1), MonthDay.of(12, 31));
        samples.add(
                Year.class, Year.of(Year.MIN_VALUE), Year.of(0), Year.of(999), Year.of(2026), Year.of(Year.MAX_VALUE));
        samples.add(
                YearMonth.class,
                YearMonth.of(Year.MIN_VALUE, 1),
                YearMonth.of(2026, 12),
                YearMonth.of(12_026, 1),
                YearMonth.of(Year.MAX_VALUE, 12));
        samples.add(Period.class, Period.ZERO, Period.of(Integer.MIN_VALUE, 1, Integer.MAX_VALUE), Period.ofDays(31));
        samples.add(
                Duration.class,
                Duration.ZERO,
                Duration.ofMillis(-1),
                Duration.ofHours(30),
                Duration.ofMinutes(90),
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
    }

    private static void moments(Samples samples) {
        samples.add(
                Instant.class,
                Instant.EPOCH,
                Instant.MIN,
                Instant.MAX,
                Instant.ofEpochSecond(1, 1),
                Instant.parse("2026-01-31T12:00:00Z"),
                Instant.parse("2026-01-31T12:00:00.750Z"),
                Instant.parse("+12026-01-31T12:00:00Z"));
        samples.add(
                OffsetDateTime.class,
                OffsetDateTime.MIN,
                OffsetDateTime.MAX,
                OffsetDateTime.parse("2026-01-31T12:00:00+05:45"),
                OffsetDateTime.parse("2026-01-31T06:15:00Z"),
                OffsetDateTime.parse("2026-01-31T12:00:00.1-18:00"));
        samples.add(
                OffsetTime.class,
                OffsetTime.MIN,
                OffsetTime.MAX,
                OffsetTime.parse("12:00+01:00"),
                OffsetTime.parse("11:00Z"));
        samples.add(
                ZonedDateTime.class,
                Instant.EPOCH.atZone(BERLIN),
                Instant.EPOCH.atZone(ZoneOffset.MAX),
                Instant.EPOCH.atZone(ZoneId.of("UTC+01:00")),
                ZonedDateTime.ofLocal(LocalDateTime.of(2026, 10, 25, 2, 30), BERLIN, ZoneOffset.ofHours(1)),
                ZonedDateTime.ofLocal(LocalDateTime.of(2026, 10, 25, 2, 30), BERLIN, ZoneOffset.ofHours(2)));
    }

    private static void older(Samples samples) {
        samples.add(Date.class, new Date(0), new Date(-1), new Date(Long.MAX_VALUE), new Date(-62_200_000_000_000L));
        samples.add(
                java.sql.Date.class,
                java.sql.Date.valueOf("2024-01-01"),
                java.sql.Date.valueOf("2026-03-29"),
                java.sql.Date.valueOf("1582-10-01"),
                java.sql.Date.valueOf("1582-10-16"),
                new java.sql.Date(1_234_567));
        samples.add(
                Time.class,
                Time.valueOf("23:59:59"),
                Time.valueOf("00:00:00"),
                Time.valueOf("02:30:00"),
                new Time(86_400_123));
        Timestamp nanos = new Timestamp(0);
        nanos.setNanos(123_456_789);
        samples.add(
                Timestamp.class,
                nanos,
                new Timestamp(1),
                new Timestamp(-1),
                Timestamp.valueOf("1500-03-01 00:00:00"),
                Timestamp.valueOf("2026-10-25 02:30:00"));
        Calendar berlin = new GregorianCalendar(TimeZone.getTimeZone("Europe/Berlin"));
        berlin.setTimeInMillis(0);
        Calendar plain = new GregorianCalendar();
        plain.setTimeInMillis(1);
        Calendar weeks = new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.GERMANY);
        weeks.setTimeInMillis(2);
        Calendar lenient = new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.US);
        lenient.setTimeInMillis(3);
        lenient.setLenient(false);
        samples.add(Calendar.class, berlin, plain, weeks, lenient);
        samples.add(GregorianCalendar.class, berlin, plain, weeks, lenient);
        samples.add(Calendar.Builder.class, new Calendar.Builder(), new Calendar.Builder().setInstant(0));
    }

    private static void calendars(Samples samples) {
        samples.add(HijrahChronology.class, HijrahChronology.INSTANCE, HijrahChronology.INSTANCE);
        samples.add(IsoChronology.class, IsoChronology.INSTANCE, IsoChronology.INSTANCE);
        samples.add(JapaneseChronology.class, JapaneseChronology.INSTANCE, JapaneseChronology.INSTANCE);
        samples.add(MinguoChronology.class, MinguoChronology.INSTANCE, MinguoChronology.INSTANCE);
        samples.add(ThaiBuddhistChronology.class, ThaiBuddhistChronology.INSTANCE, ThaiBuddhistChronology.INSTANCE);
        samples.add(HijrahDate.class, HijrahDate.of(1445, 1, 1), HijrahDate.of(1445, 12, 29));
        samples.add(JapaneseDate.class, JapaneseDate.of(2024, 1, 1), JapaneseDate.of(1989, 1, 7));
        samples.add(JapaneseEra.class, JapaneseEra.REIWA, JapaneseEra.MEIJI);
        samples.add(MinguoDate.class, MinguoDate.of(113, 1, 1), MinguoDate.of(-5, 1, 1));
        samples.add(ThaiBuddhistDate.class, ThaiBuddhistDate.of(2567, 1, 1), ThaiBuddhistDate.of(-5, 1, 1));
        samples.add(ChronoLocalDate.class, LocalDate.EPOCH, HijrahDate.of(1445, 1, 1), MinguoDate.of(113, 1, 1));
    }

    private static void rules(Samples samples) {
        samples.add(ZoneId.class, ZoneId.of("Z"), ZoneId.of("Asia/Kathmandu"), ZoneId.of("UTC+01:00"), ZoneId.of("UT"));
        samples.add(
                ZoneOffset.class,
                ZoneOffset.UTC,
                ZoneOffset.MIN,
                ZoneOffset.MAX,
                ZoneOffset.ofHours(9),
                ZoneOffset.ofHoursMinutesSeconds(1, 2, 3));
        samples.add(Clock.class, Clock.systemUTC(), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        samples.add(
                TimeZone.class,
                TimeZone.getTimeZone("UTC"),
                TimeZone.getTimeZone("America/New_York"),
                TimeZone.getTimeZone("GMT+05:45"),
                new SimpleTimeZone(1, "x"));
        samples.add(SimpleTimeZone.class, new SimpleTimeZone(1, "x"), new SimpleTimeZone(3_600_000, "UTC"));
        ZoneRules rules = BERLIN.getRules();
        samples.add(ZoneRules.class, rules, ZoneRules.of(ZoneOffset.UTC));
        samples.add(
                ZoneOffsetTransitionRule.class,
                rules.getTransitionRules().get(0),
                rules.getTransitionRules().get(1));
        samples.add(
                ZoneOffsetTransition.class,
                rules.nextTransition(Instant.EPOCH),
                ZoneOffsetTransition.of(LocalDateTime.of(2026, 1, 1, 0, 0), ZoneOffset.UTC, ZoneOffset.ofHours(1)));
        samples.add(ValueRange.class, ValueRange.of(1, 2), ValueRange.of(1, 28, 31));
        samples.add(WeekFields.class, WeekFields.ISO, WeekFields.of(DayOfWeek.SUNDAY, 1));
        samples.add(DateTimeFormatter.class, DateTimeFormatter.ISO_DATE, DateTimeFormatter.ofPattern("dd.MM.uuuu"));
        samples.add(
                DateTimeFormatterBuilder.class,
                new DateTimeFormatterBuilder(),
                new DateTimeFormatterBuilder().appendLiteral('x'));
        samples.add(DecimalStyle.class, DecimalStyle.STANDARD, DecimalStyle.of(Locale.GERMANY));
    }
}

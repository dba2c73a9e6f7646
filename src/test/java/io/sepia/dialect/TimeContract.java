package io.sepia.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;

/** How dates and times are stored, and the results of functions on them. */
interface TimeContract extends DialectFixture {
    String FROM = " from Event where id = 1";

    private void event() {
        use(session -> session.persist(new Event(1)));
    }

    private void event(LocalDateTime moment) {
        Event event = new Event(1);
        event.moment = moment;
        event.day = moment.toLocalDate();
        event.clock = moment.toLocalTime();
        use(session -> session.persist(event));
    }

    @Test
    default void times_localWithNanoseconds_roundTrip() {
        event();
        Event found = one("from Event", Event.class);
        assertThat(found.moment).isEqualTo(Event.MOMENT);
        assertThat(found.clock).isEqualTo(Event.MOMENT.toLocalTime());
        assertThat(found.day).isEqualTo(Event.MOMENT.toLocalDate());
    }

    @Test
    default void times_withZones_areTheSameInstantsWhenRead() {
        event();
        Event expected = new Event();
        Event found = one("from Event", Event.class);
        assertThat(found.instant).isEqualTo(expected.instant);
        assertThat(found.offset.toInstant()).isEqualTo(expected.offset.toInstant());
        assertThat(found.zoned.toInstant()).isEqualTo(expected.zoned.toInstant());
        assertThat(found.offsetClock.isEqual(expected.offsetClock)).isTrue();
    }

    @Test
    default void times_ofLegacyTypes_roundTrip() {
        event();
        Event expected = new Event();
        Event found = one("from Event", Event.class);
        assertThat(found.date).hasSameTimeAs(expected.date);
        assertThat(found.timestamp).isEqualTo(expected.timestamp);
        assertThat(found.sqlDate).isEqualTo(expected.sqlDate);
        assertThat(found.sqlTime).isEqualTo(expected.sqlTime);
        assertThat(found.calendar.getTimeInMillis()).isEqualTo(expected.calendar.getTimeInMillis());
    }

    @Test
    default void times_inTheFile_areReadableText() {
        event();
        assertThat(factory()
                        .<Object>callInTransaction(entities -> entities.createNativeQuery(
                                        "select day || ' ' || moment || ' ' || instant from events", String.class)
                                .getSingleResult()))
                .isEqualTo("2024-02-29 2024-02-29 10:15:30.123456789 2024-02-29 10:15:30.123456789");
    }

    @Test
    default void extract_eachField_isRight() {
        event();
        assertThat(one("select year(moment)" + FROM, Integer.class)).isEqualTo(2024);
        assertThat(one("select month(moment)" + FROM, Integer.class)).isEqualTo(2);
        assertThat(one("select day(moment)" + FROM, Integer.class)).isEqualTo(29);
        assertThat(one("select hour(moment)" + FROM, Integer.class)).isEqualTo(10);
        assertThat(one("select minute(moment)" + FROM, Integer.class)).isEqualTo(15);
        assertThat(one("select second(moment)" + FROM, Float.class)).isBetween(30.12f, 30.13f);
        assertThat(one("select extract(quarter from moment)" + FROM, Integer.class))
                .isEqualTo(1);
        assertThat(one("select extract(day of week from moment)" + FROM, Integer.class))
                .isEqualTo(5);
        assertThat(one("select extract(day of year from moment)" + FROM, Integer.class))
                .isEqualTo(60);
        assertThat(one("select extract(week from moment)" + FROM, Integer.class))
                .isEqualTo(9);
        assertThat(one("select extract(date from moment)" + FROM, LocalDate.class))
                .isEqualTo("2024-02-29");
        assertThat(one("select extract(time from moment)" + FROM, LocalTime.class))
                .isEqualTo("10:15:30.123456789");
        assertThat(one("select extract(nanosecond from moment)" + FROM, Long.class))
                .isEqualTo(30_123_456_789L);
    }

    @Test
    default void extract_day_isNotOneMore() {
        event();
        assertThat(one("select day(day)" + FROM, Integer.class)).isEqualTo(29);
    }

    @Test
    default void extract_epochOfAnInstant_isItsSeconds() {
        event();
        assertThat(one("select extract(epoch from e.instant) from Event e", Long.class))
                .isEqualTo(new Event().instant.getEpochSecond());
    }

    @Test
    default void add_units_areAdded() {
        event();
        assertThat(one("select moment + 1 year" + FROM, LocalDateTime.class))
                .isEqualTo("2025-02-28T10:15:30.123456789");
        assertThat(one("select moment + 1 month" + FROM, LocalDateTime.class))
                .isEqualTo("2024-03-29T10:15:30.123456789");
        assertThat(one("select moment - 1 day" + FROM, LocalDateTime.class)).isEqualTo("2024-02-28T10:15:30.123456789");
        assertThat(one("select moment + 14 hour" + FROM, LocalDateTime.class))
                .isEqualTo("2024-03-01T00:15:30.123456789");
        assertThat(one("select moment + 30 second" + FROM, LocalDateTime.class))
                .isEqualTo("2024-02-29T10:16:00.123456789");
        assertThat(one("select moment + 900000000 nanosecond" + FROM, LocalDateTime.class))
                .isEqualTo("2024-02-29T10:15:31.023456789");
        assertThat(one("select day + 1 day" + FROM, LocalDate.class)).isEqualTo("2024-03-01");
        assertThat(one("select day + 1 quarter" + FROM, LocalDate.class)).isEqualTo("2024-05-29");
        assertThat(one("select day - 1 week" + FROM, LocalDate.class)).isEqualTo("2024-02-22");
    }

    @Test
    default void add_boundParameters_areAdded() {
        event();
        use(session -> assertThat(session.createSelectionQuery(
                                "select timestampadd(month, :n, moment)" + FROM, LocalDateTime.class)
                        .setParameter("n", -1)
                        .getSingleResult())
                .isEqualTo("2024-01-29T10:15:30.123456789"));
    }

    @Test
    default void add_monthToItsLastDay_staysInTheNextMonth() {
        event(LocalDateTime.of(2024, 1, 31, 12, 0));
        assertThat(one("select day + 1 month" + FROM, LocalDate.class)).isEqualTo("2024-02-29");
        assertThat(one("select moment + 1 month" + FROM, LocalDateTime.class)).isEqualTo("2024-02-29T12:00");
    }

    @Test
    default void add_beforeTheEpoch_isRight() {
        event(LocalDateTime.of(1969, 12, 31, 23, 59, 59, 500_000_000));
        assertThat(one("select moment - 2 second" + FROM, LocalDateTime.class)).isEqualTo("1969-12-31T23:59:57.5");
    }

    @Test
    default void difference_units_areWhole() {
        event();
        String from = "local datetime 2024-01-31 10:15:31";
        assertThat(difference("day", from)).isEqualTo(28);
        assertThat(difference("month", from)).isZero();
        assertThat(difference("month", "local datetime 2024-01-29 10:15:30")).isEqualTo(1);
        assertThat(difference("year", "local datetime 2020-03-01 00:00:00")).isEqualTo(3);
        assertThat(difference("quarter", "local datetime 2023-02-28 00:00:00")).isEqualTo(4);
        assertThat(difference("hour", "local datetime 2024-02-29 00:00:00")).isEqualTo(10);
        assertThat(difference("second", "local datetime 2024-02-29 10:15:00")).isEqualTo(30);
        assertThat(difference("day", "local datetime 2024-03-02 00:00:00")).isEqualTo(-1);
    }

    private long difference(String unit, String from) {
        return one("select timestampdiff(" + unit + ", " + from + ", moment)" + FROM, Number.class)
                .longValue();
    }

    @Test
    default void difference_ofTwoTimes_isADuration() {
        event();
        assertThat(one("select moment - local datetime 2024-02-28 10:15:29" + FROM, Duration.class))
                .isEqualTo(Duration.ofSeconds(86_401, 123_456_789));
        assertThat(one("select (day - local date 2024-02-01) by day" + FROM, Long.class))
                .isEqualTo(28);
    }

    @Test
    default void compare_literalsAndParameters_byTime() {
        event();
        assertThat(one(
                        "select count(*) from Event where moment = local datetime 2024-02-29 10:15:30.123456789",
                        Long.class))
                .isEqualTo(1);
        assertThat(one("select count(*) from Event where day = local date 2024-02-29", Long.class))
                .isEqualTo(1);
        assertThat(one("select count(*) from Event where clock > local time 10:15:30", Long.class))
                .isEqualTo(1);
        use(session -> assertThat(session.createSelectionQuery(
                                "select count(*) from Event where moment between :a and :b", Long.class)
                        .setParameter("a", Event.MOMENT.minusNanos(1))
                        .setParameter("b", Event.MOMENT)
                        .getSingleResult())
                .isEqualTo(1));
    }

    @Test
    default void now_isNow() {
        event();
        Instant before = Instant.now().minusSeconds(2);
        Instant now = one("select instant" + FROM, Instant.class);
        Instant current =
                one("select current_timestamp" + FROM, java.sql.Timestamp.class).toInstant();
        assertThat(now).isBetween(before, Instant.now().plusSeconds(2));
        assertThat(current).isBetween(before, Instant.now().plusSeconds(2));
        assertThat(one("select local datetime" + FROM, LocalDateTime.class))
                .isBetween(
                        LocalDateTime.now().minusSeconds(2), LocalDateTime.now().plusSeconds(2));
        assertThat(one("select local date" + FROM, LocalDate.class))
                .isBetween(LocalDate.now().minusDays(1), LocalDate.now());
        assertThat(one("select count(*) from Event where moment < local datetime", Long.class))
                .isEqualTo(1);
    }

    @Test
    default void cast_textAndTimes_areConverted() {
        event();
        assertThat(one("select cast(moment as LocalDate)" + FROM, LocalDate.class))
                .isEqualTo("2024-02-29");
        assertThat(one("select cast(moment as LocalTime)" + FROM, LocalTime.class))
                .isEqualTo("10:15:30.123456789");
        assertThat(one("select cast(day as LocalDateTime)" + FROM, LocalDateTime.class))
                .isEqualTo("2024-02-29T00:00");
        assertThat(one("select cast('2024-02-29T10:15:30.5' as LocalDateTime)" + FROM, LocalDateTime.class))
                .isEqualTo("2024-02-29T10:15:30.5");
        assertThat(one("select cast(day as String)" + FROM, String.class)).isEqualTo("2024-02-29");
    }

    @Test
    default void format_pattern_isFollowed() {
        event();
        assertThat(one("select format(moment as 'dd.MM.yyyy ''at'' HH:mm:ss.SSS')" + FROM, String.class))
                .isEqualTo("29.02.2024 at 10:15:30.123");
    }

    @Test
    default void truncate_timesAndNumbers_areTruncated() {
        event();
        assertThat(one("select trunc(moment, month)" + FROM, LocalDateTime.class))
                .isEqualTo("2024-02-01T00:00");
        assertThat(one("select trunc(moment, week)" + FROM, LocalDateTime.class))
                .isEqualTo("2024-02-26T00:00");
        assertThat(one("select trunc(moment, hour)" + FROM, LocalDateTime.class))
                .isEqualTo("2024-02-29T10:00");
        assertThat(one("select trunc(day, year)" + FROM, LocalDate.class)).isEqualTo("2024-01-01");
        assertThat(one("select trunc(3.14159, 2)" + FROM, Double.class)).isEqualTo(3.14);
    }
}

package io.sepia.dialect;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import java.util.TimeZone;

/** An entity with times of every kind. */
@Entity
@Table(name = "events")
class Event {
    static final LocalDateTime MOMENT = LocalDateTime.of(2024, 2, 29, 10, 15, 30, 123_456_789);

    @Id
    long id;

    LocalDate day = MOMENT.toLocalDate();
    LocalTime clock = MOMENT.toLocalTime();
    LocalDateTime moment = MOMENT;
    Instant instant = MOMENT.toInstant(ZoneOffset.UTC);
    OffsetDateTime offset = MOMENT.atOffset(ZoneOffset.ofHours(2));
    ZonedDateTime zoned = MOMENT.atZone(ZoneId.of("Europe/Paris"));
    OffsetTime offsetClock = MOMENT.toLocalTime().atOffset(ZoneOffset.ofHours(-3));
    Date date = new Date(1_709_201_730_123L);
    Timestamp timestamp = Timestamp.valueOf(MOMENT);
    java.sql.Date sqlDate = java.sql.Date.valueOf(MOMENT.toLocalDate());
    java.sql.Time sqlTime = java.sql.Time.valueOf("10:15:30");
    Calendar calendar = calendar();

    Event() {}

    Event(long id) {
        this.id = id;
    }

    private static Calendar calendar() {
        Calendar calendar = Calendar.getInstance(TimeZone.getDefault());
        calendar.setTimeInMillis(1_709_201_730_123L);
        return calendar;
    }
}

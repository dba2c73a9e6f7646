package io.sepia.dialect;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.sql.Clob;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.TimeZoneStorage;
import org.hibernate.annotations.TimeZoneStorageType;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.YesNoConverter;

/** An entity with a property of each kind that Hibernate maps to a column in a way of its own. */
@Entity
@Table(name = "kinds")
class Kinds {
    @Id
    long id;

    @JdbcTypeCode(SqlTypes.TIMESTAMP_WITH_TIMEZONE)
    OffsetDateTime withZone;

    @JdbcTypeCode(SqlTypes.OFFSET_DATE_TIME)
    OffsetDateTime withOffset;

    @TimeZoneStorage(TimeZoneStorageType.NATIVE)
    OffsetDateTime nativeTime;

    @TimeZoneStorage(TimeZoneStorageType.COLUMN)
    OffsetDateTime twoColumns;

    @JdbcTypeCode(SqlTypes.INSTANT)
    Instant instant;

    @JdbcTypeCode(SqlTypes.TIMESTAMP)
    Instant localInstant;

    @JdbcTypeCode(SqlTypes.LOCAL_DATE_TIME)
    LocalDateTime dateTime;

    @JdbcTypeCode(SqlTypes.LOCAL_DATE)
    LocalDate date;

    @JdbcTypeCode(SqlTypes.LOCAL_TIME)
    LocalTime time;

    ZonedDateTime zoned;
    Duration duration;
    Year year;
    Byte tiny;
    Float part;
    Character letter;
    Locale locale;
    ZoneId zone;

    @JdbcTypeCode(SqlTypes.CHAR)
    UUID textUuid;

    @Convert(converter = YesNoConverter.class)
    Boolean yes;

    DayOfWeek ordinal;

    @Convert(converter = MoneyConverter.class)
    @Column(precision = 20, scale = 2)
    Money money;

    int[] numbers;
    List<String> names;

    @JdbcTypeCode(SqlTypes.JSON)
    Map<String, Object> json;

    @Lob
    Clob clob;

    /** A value with a converter to a decimal. */
    record Money(BigDecimal amount) {}

    /** Converts {@link Money}. */
    @Converter
    static final class MoneyConverter implements AttributeConverter<Money, BigDecimal> {
        @Override
        public BigDecimal convertToDatabaseColumn(Money money) {
            return money == null ? null : money.amount();
        }

        @Override
        public Money convertToEntityAttribute(BigDecimal amount) {
            return amount == null ? null : new Money(amount);
        }
    }

    Kinds() {}

    Kinds(long id, OffsetDateTime moment, String amount) {
        this.id = id;
        withZone = moment;
        withOffset = moment;
        nativeTime = moment;
        twoColumns = moment;
        instant = moment.toInstant();
        localInstant = moment.toInstant();
        dateTime = moment.toLocalDateTime();
        date = moment.toLocalDate();
        time = moment.toLocalTime();
        zoned = moment.toZonedDateTime();
        duration = Duration.ofSeconds(id * id * 1000, 5);
        year = Year.of(2020 + (int) id);
        tiny = (byte) (id * 40);
        part = id / 10f;
        letter = (char) ('Ä' + id);
        locale = Locale.forLanguageTag(id == 1 ? "de-DE" : "zh-Hant-TW");
        zone = ZoneId.of("Europe/Paris");
        textUuid = new UUID(id, id);
        yes = id % 2 == 1;
        ordinal = DayOfWeek.of((int) id);
        money = new Money(new BigDecimal(amount));
        numbers = new int[] {(int) id, Integer.MIN_VALUE};
        names = List.of("a,b", "\uD83D\uDE00");
        json = Map.of("a", List.of(id > 1));
    }
}

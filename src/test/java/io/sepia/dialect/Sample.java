package io.sepia.dialect;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** An entity with a property of each common type, for queries that must have one result on every database. */
@Entity
@Table(name = "samples")
class Sample {
    @Id
    long id;

    String name;
    Integer number;
    long large;
    Double ratio;
    boolean flag;

    @Column(precision = 30, scale = 2)
    BigDecimal price;

    @Column(precision = 30, scale = 0)
    BigInteger big;

    @Column(name = "on_day")
    LocalDate day;

    @Column(secondPrecision = 9)
    LocalTime clock;

    @Column(secondPrecision = 9)
    LocalDateTime moment;

    @Column(secondPrecision = 9)
    Instant instant;

    @Column(name = "with_offset", secondPrecision = 9)
    OffsetDateTime offset;

    UUID uuid;
    byte[] bytes;

    @Enumerated(EnumType.STRING)
    DayOfWeek weekday;

    @JdbcTypeCode(SqlTypes.JSON)
    String document;

    @ElementCollection(fetch = FetchType.LAZY)
    Set<String> tags = new TreeSet<>();

    @ManyToOne(fetch = FetchType.LAZY)
    Sample parent;

    Sample() {}

    private Sample(long id, String name, Integer number, String price, String big, LocalDateTime moment) {
        this.id = id;
        this.name = name;
        this.number = number;
        large = id * 1_000_000_007L;
        ratio = number == null ? null : number / 4.0;
        flag = id % 2 == 1;
        this.price = price == null ? null : new BigDecimal(price);
        this.big = big == null ? null : new BigInteger(big);
        this.moment = moment;
        if (moment != null) {
            day = moment.toLocalDate();
            clock = moment.toLocalTime();
            instant = moment.toInstant(ZoneOffset.UTC);
            offset = moment.atOffset(ZoneOffset.ofHours(2));
            weekday = moment.getDayOfWeek();
        }
        uuid = new UUID(id, id);
        bytes = new byte[] {(byte) id, 0, -1};
        document =
                "{\"name\":\"n" + id + "\",\"size\":" + id + ",\"list\":[1,2,3],\"none\":null,\"deep\":{\"x\":1.50}}";
    }

    /** Returns rows with values at the edges of their types. */
    static List<Sample> all() {
        List<Sample> all = List.of(
                new Sample(
                        1,
                        "test-1",
                        7,
                        "99999999999999999.99",
                        "12345678901234567890123",
                        at("2024-02-29T10:15:30.123456789")),
                new Sample(2, "TEST-2", -3, "0.10", "9", at("1969-12-31T23:59:59.5")),
                new Sample(3, "Ärger ß", 10, "0.20", "10", at("2024-03-10T03:30:00")),
                new Sample(4, "100% _x\\y*[a]?", 0, "-5.00", "-10", at("2024-11-03T01:30:00")),
                new Sample(5, "\uD83D\uDE00 emoji", 7, "10.00", "100", at("9000-12-31T00:00:00")),
                new Sample(6, "", -8, "9.00", "0", at("1950-01-01T23:00:00")),
                new Sample(7, null, null, null, null, null),
                new Sample(8, "ÄRGER SS", 2, "0.30", "12345678901234567890124", at("2023-12-31T12:00:00")));
        all.get(0).tags.addAll(Set.of("a", "b"));
        all.get(2).tags.add("c");
        all.get(1).parent = all.get(0);
        all.get(2).parent = all.get(0);
        all.get(3).parent = all.get(1);
        return all;
    }

    private static LocalDateTime at(String time) {
        return LocalDateTime.parse(time);
    }
}

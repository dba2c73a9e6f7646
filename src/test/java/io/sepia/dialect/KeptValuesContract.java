package io.sepia.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.QueryTimeoutException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Blob;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.TimeZone;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.exception.DataException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What entities keep in SQLite, in every kind of unit. */
abstract class KeptValuesContract {
    /** A query that takes minutes if there are 400 entities. */
    private static final String SLOW =
            "select count(*) from Keeper a, Keeper b, Keeper c, Keeper d where a.name || b.name <> c.name || d.name";

    abstract EntityManagerFactory factory();

    @BeforeEach
    void clear() {
        write(entities -> entities.createQuery("delete from Keeper").executeUpdate());
    }

    void write(Consumer<EntityManager> work) {
        factory().runInTransaction(work);
    }

    <T> T read(Function<EntityManager, T> work) {
        return factory().callInTransaction(work);
    }

    private long count(String condition) {
        return read(entities -> entities.createQuery("select count(*) from Keeper k where " + condition, Long.class)
                .getSingleResult());
    }

    private void keep(Consumer<Keeper> setter) {
        write(entities -> {
            Keeper keeper = new Keeper(1);
            setter.accept(keeper);
            entities.persist(keeper);
        });
    }

    private Keeper kept() {
        return read(entities -> entities.find(Keeper.class, 1L));
    }

    @Test
    void persist_decimals_keepAllDigitsAndTheScaleOfTheColumn() {
        keep(keeper -> {
            keeper.price = new BigDecimal("99999999999999999.9");
            keeper.big = new BigInteger("12345678901234567890123");
        });
        assertThat(kept().price).isEqualTo(new BigDecimal("99999999999999999.90"));
        assertThat(kept().big).isEqualTo(new BigInteger("12345678901234567890123"));
    }

    @Test
    void query_decimalParameters_areComparedByValue() {
        keep(keeper -> keeper.price = new BigDecimal("10.50"));
        for (String condition : new String[] {"price = :p", "price >= :p", "price <= :p", "price in (:p)"}) {
            assertThat(this.<Long>read(entities -> entities.createQuery(
                                    "select count(*) from Keeper where " + condition, Long.class)
                            .setParameter("p", new BigDecimal("10.500"))
                            .getSingleResult()))
                    .as(condition)
                    .isEqualTo(1);
        }
        assertThat(count("price > 9")).isEqualTo(1);
        assertThat(count("price < 9")).isZero();
    }

    @Test
    void update_decimalArithmetic_isExact() {
        keep(keeper -> keeper.price = new BigDecimal("0.10"));
        write(entities ->
                entities.createQuery("update Keeper set price = price + 0.2bd").executeUpdate());
        assertThat(kept().price).isEqualTo(new BigDecimal("0.30"));
        assertThat(count("price = 0.3bd")).isEqualTo(1);
        write(entities -> entities.createQuery("update Keeper set price = 5").executeUpdate());
        assertThat(count("price = 5")).isEqualTo(1);
    }

    @Test
    void persist_largeObjects_comeBack() {
        keep(keeper -> {
            keeper.bytes = new byte[] {1, 0, -1};
            keeper.text = "text";
        });
        write(entities -> {
            Keeper found = entities.find(Keeper.class, 1L);
            found.blob = Hibernate.getLobHelper().createBlob(new byte[] {2, 0, -2});
        });
        assertThat(kept().bytes).containsExactly(1, 0, -1);
        assertThat(kept().text).isEqualTo("text");
        assertThat(this.<byte[]>read(entities -> bytes(entities.find(Keeper.class, 1L).blob)))
                .containsExactly(2, 0, -2);
    }

    private static byte[] bytes(Blob blob) {
        try {
            return blob.getBytes(1, (int) blob.length());
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void persist_notANumber_isRefused() {
        assertThatThrownBy(() -> keep(keeper -> keeper.ratio = Double.NaN))
                .hasStackTraceContaining("SQLite cannot keep NaN");
        assertThatThrownBy(() -> keep(keeper -> keeper.part = Float.NaN))
                .hasStackTraceContaining("SQLite cannot keep NaN");
        keep(keeper -> {
            keeper.ratio = Double.NEGATIVE_INFINITY;
            keeper.part = 0.1f;
        });
        assertThat(kept().ratio).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(kept().part).isEqualTo(0.1f);
    }

    @Test
    void persist_yearThatSqliteCannotSort_isRefused() {
        assertThatThrownBy(() -> keep(keeper -> keeper.date = LocalDate.of(10_000, 1, 1)))
                .hasStackTraceContaining("years 0000 to 9999");
        keep(keeper -> keeper.date = LocalDate.of(1, 1, 1));
        assertThat(kept().date).isEqualTo("0001-01-01");
        write(entities -> entities.createQuery("update Keeper set date = local date 9999-12-31")
                .executeUpdate());
        assertThatThrownBy(() -> read(entities ->
                        entities.createQuery("select date + 1 day from Keeper").getResultList()))
                .hasStackTraceContaining("years 0000 to 9999");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local date 9999-12-31 + 1 day",
                "local datetime 0000-01-01 00:00:00 - 1 second",
                "1 / 0",
                "1 % 0",
                "1bd / 0",
                "ln(0)",
                "cast('abc' as Integer)",
                "cast('abc' as BigDecimal)",
                "cast('2024-02-30' as LocalDate)",
                "cast('x' as Boolean)",
                "2147483647 + 1",
                "9223372036854775807L + 1",
                "abs(-9223372036854775807L - 1)"
            })
    void query_valueWithoutAResult_isADataError(String expression) {
        keep(keeper -> {});
        assertThatThrownBy(() -> read(entities -> entities.createQuery("select " + expression + " from Keeper")
                        .getResultList()))
                .isInstanceOf(DataException.class);
        assertThatThrownBy(() -> read(entities ->
                        entities.createNativeQuery("select 1 / from Keeper").getResultList()))
                .isNotInstanceOf(DataException.class);
    }

    @Test
    void databaseTimes_inAnotherZone_areThoseOfTheProcess() {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
        try {
            keep(keeper -> {});
            assertThat(Duration.between(kept().createdLocal, LocalDateTime.now())
                            .abs())
                    .isLessThan(Duration.ofMinutes(1));
            assertThat(Duration.between(kept().createdInstant, Instant.now()).abs())
                    .isLessThan(Duration.ofMinutes(1));
            assertThat(
                            count(
                                    "local datetime - createdLocal < 1 minute and local date = extract(date from createdLocal)"))
                    .isEqualTo(1);
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void instant_asMillisecondsOfTheStockDialect_isRead() {
        keep(keeper -> {});
        for (long millis : new long[] {0, -1, 5, 1_700_000_000_123L}) {
            write(entities -> entities.createNativeQuery("update keepers set moment = " + millis)
                    .executeUpdate());
            assertThat(kept().moment).isEqualTo(Instant.ofEpochMilli(millis));
        }
    }

    @Test
    void bulkStatements_onTwoTables_changeAllRows() {
        write(entities -> {
            entities.persist(new Keeper(1));
            entities.persist(new Keeper.OfZoo(2, 10));
            entities.persist(new Keeper.OfZoo(3, 20));
        });
        for (int round = 0; round < 2; round++) {
            write(entities -> assertThat(entities.createQuery(
                                    "update ZooKeeper set name = 'zoo', animals = animals + 1 where animals >= 10")
                            .executeUpdate())
                    .isEqualTo(2));
        }
        assertThat(count("name = 'zoo'")).isEqualTo(2);
        write(entities -> assertThat(
                        entities.createQuery("delete from Keeper where id < 3").executeUpdate())
                .isEqualTo(2));
        assertThat(count("type(k) = ZooKeeper and treat(k as ZooKeeper).animals = 22"))
                .isEqualTo(1);
    }

    @Test
    void delete_lessThanAll_deletesTheRightRows() {
        write(entities -> {
            for (int i = 1; i <= 5; i++) {
                entities.persist(new Keeper.OfZoo(i, i));
            }
            entities.createQuery(
                            "delete from ZooKeeper where animals < all (select z.animals from ZooKeeper z where z.animals > 2)")
                    .executeUpdate();
        });
        assertThat(count("id > 2")).isEqualTo(3);
        assertThat(count("id <= 2")).isZero();
    }

    @Test
    void query_pastItsTimeout_fails() {
        write(entities -> IntStream.rangeClosed(1, 400).forEach(each -> entities.persist(new Keeper(each))));
        long start = System.nanoTime();
        assertThatThrownBy(() -> read(entities -> entities.createQuery(SLOW, Long.class)
                        .setHint("jakarta.persistence.query.timeout", 1_000)
                        .getSingleResult()))
                .isInstanceOf(QueryTimeoutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(this.<Long>read(entities -> entities.createQuery("select count(*) from Keeper", Long.class)
                        .getSingleResult()))
                .isEqualTo(400);
    }

    @Test
    void query_pastTheTimeoutOfItsTransaction_fails() {
        write(entities -> {
            // Translates the query, which must not take the time of the transaction.
            entities.createQuery(SLOW, Long.class).getSingleResult();
            IntStream.rangeClosed(1, 400).forEach(each -> entities.persist(new Keeper(each)));
        });
        long start = System.nanoTime();
        try (Session session = factory().unwrap(SessionFactory.class).openSession()) {
            session.getTransaction().setTimeout(1);
            session.beginTransaction();
            assertThatThrownBy(() -> session.createQuery(SLOW, Long.class).getSingleResult())
                    .isInstanceOf(QueryTimeoutException.class);
            session.getTransaction().rollback();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }
}

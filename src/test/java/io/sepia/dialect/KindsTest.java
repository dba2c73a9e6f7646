package io.sepia.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManagerFactory;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns of the kinds that have a type of their own: they come back, are found by their value, and sort by it. */
class KindsTest {
    /** In the order of time, which is not the order of the texts with their offsets. */
    private static final List<OffsetDateTime> MOMENTS = List.of(
            OffsetDateTime.parse("1950-11-03T01:30:00Z"),
            OffsetDateTime.parse("2024-11-03T02:30:00.123456789+02:00"),
            OffsetDateTime.parse("2024-11-03T02:00:00.5+01:00"),
            OffsetDateTime.parse("2024-11-03T01:30:00-04:00"));

    private static EntityManagerFactory factory;
    private static TimeZone before;

    @BeforeAll
    static void open(@TempDir Path directory) {
        before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
        factory = new HibernatePersistenceConfiguration("kinds")
                .managedClasses(Kinds.class)
                .jdbcUrl("jdbc:sqlite:" + directory.resolve("kinds.db"))
                .jdbcPoolSize(1)
                .property("hibernate.dialect", SqliteDialect.class.getName())
                .property("hibernate.hbm2ddl.auto", "create")
                .property("sepia.mapping", false)
                .createEntityManagerFactory();
        factory.runInTransaction(entities -> all().forEach(entities::persist));
    }

    @AfterAll
    static void close() {
        factory.close();
        TimeZone.setDefault(before);
    }

    private static List<Kinds> all() {
        String[] amounts = {"-5", "9", "10.5", "100.00"};
        return List.of(1, 2, 3, 4).stream()
                .map(each -> new Kinds(each, MOMENTS.get(each - 1), amounts[each - 1]))
                .toList();
    }

    private static Object value(Kinds kinds, String property) {
        try {
            Field field = Kinds.class.getDeclaredField(property);
            field.setAccessible(true);
            return field.get(kinds);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> List<T> list(String hql, Class<T> type) {
        return factory.callInTransaction(entities ->
                entities.unwrap(Session.class).createSelectionQuery(hql, type).getResultList());
    }

    /** Returns a value that equals another of the same moment. */
    private static Object comparable(Object value) {
        return value instanceof OffsetDateTime time
                ? time.toInstant()
                : value instanceof ZonedDateTime time ? time.toInstant() : value;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "withZone",
                "withOffset",
                "nativeTime",
                "twoColumns",
                "instant",
                "localInstant",
                "dateTime",
                "date",
                "time",
                "zoned",
                "duration",
                "year",
                "tiny",
                "part",
                "letter",
                "locale",
                "zone",
                "textUuid",
                "yes",
                "ordinal",
                "numbers",
                "names",
                "json"
            })
    void value_ofEachKind_comesBackAndIsFound(String property) {
        factory.runInTransaction(entities -> {
            for (Kinds each : all()) {
                Object value = value(each, property);
                assertThat(comparable(value(entities.find(Kinds.class, each.id), property)))
                        .isEqualTo(comparable(value));
                if (!List.of("json", "locale", "zone").contains(property)) {
                    assertThat(entities.unwrap(Session.class)
                                    .createSelectionQuery(
                                            "select k.id from Kinds k where k." + property + " = :value", Long.class)
                                    .setParameter("value", value)
                                    .getResultList())
                            .contains(each.id);
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "withZone",
                "withOffset",
                "nativeTime",
                "instant",
                "zoned",
                "dateTime",
                "date",
                "time",
                "duration",
                "year",
                "tiny",
                "part",
                "ordinal",
                "money"
            })
    void order_ofEachKind_isByValue(String property) {
        List<Long> expected = all().stream()
                .sorted(Comparator.comparing(each -> sortKey(value(each, property))))
                .map(each -> each.id)
                .toList();
        assertThat(list("select k.id from Kinds k order by k." + property + ", k.id", Long.class))
                .isEqualTo(expected);
        assertThat(list(
                        "select k.id from Kinds k where k." + property + " >= all (select j." + property
                                + " from Kinds j)",
                        Long.class))
                .contains(expected.get(expected.size() - 1));
    }

    @SuppressWarnings("unchecked")
    private static Comparable<Object> sortKey(Object value) {
        return (Comparable<Object>) (value instanceof Kinds.Money money ? money.amount() : comparable(value));
    }

    @Test
    void money_withAConverter_isAddedAndComparedByValue() {
        assertThat(list("select sum(k.money) from Kinds k", Object.class).get(0).toString())
                .isEqualTo("114.5");
        assertThat(factory.<Long>callInTransaction(
                        entities -> entities.createQuery("select count(*) from Kinds k where k.money > :m", Long.class)
                                .setParameter("m", all().get(1).money)
                                .getSingleResult()))
                .isEqualTo(2);
    }

    @Test
    void cast_ofTimesInTwoColumnsAndOfFloats_isText() {
        assertThat(list("select cast(k.twoColumns as String) from Kinds k where k.id = 2", String.class))
                .containsExactly("2024-11-03 00:30:00.123456789+00");
        assertThat(list("select k.part || '!' from Kinds k where k.id = 1", String.class))
                .containsExactly("0.1!");
    }

    @Test
    void clob_asAProperty_comesBack() {
        factory.runInTransaction(entities ->
                entities.find(Kinds.class, 1L).clob = Hibernate.getLobHelper().createClob("text \uD83D\uDE00"));
        factory.runInTransaction(entities -> {
            try {
                assertThat(entities.find(Kinds.class, 1L).clob.getSubString(1, 7))
                        .isEqualTo("text \uD83D\uDE00");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sum(k.date)",
                "sum(k.locale)",
                "sum(k.names)",
                "cast(k.numbers as String)",
                "concat(k.numbers, '!')"
            })
    void functions_ofValuesWithoutThem_areRefused(String expression) {
        assertThatThrownBy(() -> list("select " + expression + " from Kinds k", Object.class))
                .hasStackTraceContaining("SQLite cannot");
    }

    @Test
    void comparison_ofATextUuidWithBytes_isRefused() {
        assertThatThrownBy(() -> factory.runInTransaction(entities -> {
                    var builder = entities.getCriteriaBuilder();
                    var query = builder.createQuery(Kinds.class);
                    var root = query.from(Kinds.class);
                    query.select(root).where(builder.equal(root.get("textUuid"), builder.literal(new UUID(1, 1))));
                    entities.createQuery(query).getResultList();
                }))
                .hasStackTraceContaining("a UUID that is stored as text");
    }

    @Test
    void instants_inTheHourThatRepeats_staySeparate() {
        Instant first = MOMENTS.get(3).toInstant();
        factory.runInTransaction(
                entities -> entities.persist(new Kinds(5, MOMENTS.get(3).plusHours(1), "0")));
        assertThat(list("select k.instant from Kinds k where k.id > 3 order by k.instant", Instant.class))
                .containsExactly(first, first.plusSeconds(3600));
        factory.runInTransaction(entities -> entities.remove(entities.find(Kinds.class, 5L)));
    }
}

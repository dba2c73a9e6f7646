package io.sepia.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import jakarta.persistence.EntityManagerFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.Version;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.ConstraintViolationException.ConstraintKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an application expects of a dialect for SQLite, and Hibernate's own does not do. */
abstract class DialectContract {
    abstract EntityManagerFactory factory();

    @BeforeEach
    void fill() {
        use(session -> {
            for (String entity : List.of("Account", "Event", "Page")) {
                session.createMutationQuery("delete from " + entity).executeUpdate();
            }
            session.persist(new Account(1, "ada", "n1"));
            session.persist(new Page(1, Page.CONTENT));
        });
    }

    void use(Consumer<Session> work) {
        factory().runInTransaction(entities -> work.accept(entities.unwrap(Session.class)));
    }

    <T> T one(String hql, Class<T> type) {
        return factory()
                .callInTransaction(entities -> entities.unwrap(Session.class)
                        .createSelectionQuery(hql, type)
                        .getSingleResult());
    }

    private ConstraintViolationException violation(Account account) {
        Throwable thrown = catchThrowable(() -> use(session -> session.persist(account)));
        while (thrown != null && !(thrown instanceof ConstraintViolationException)) {
            thrown = thrown.getCause();
        }
        assertThat(thrown).as("a constraint violation").isNotNull();
        return (ConstraintViolationException) thrown;
    }

    // Constraints.

    @Test
    void uniqueColumns_second_isRefused() {
        Account second = new Account(2, "ada", "n1");
        second.email = "another@example.org";
        assertThat(catchThrowable(() -> use(session -> session.persist(second))))
                .isNotNull();
    }

    @Test
    void uniqueColumns_violated_areNamedByTheirConstraint() {
        Account second = new Account(2, "ada", "n1");
        second.email = "another@example.org";
        ConstraintViolationException violation = violation(second);
        assertThat(violation.getKind()).isEqualTo(ConstraintKind.UNIQUE);
        assertThat(violation.getConstraintName()).isEqualTo("one_number_per_owner");
    }

    @Test
    void uniqueColumn_violated_isReportedAsSuch() {
        Account second = new Account(2, "ada", "n2");
        second.email = "adan1@example.org";
        ConstraintViolationException violation = violation(second);
        assertThat(violation.getKind()).isEqualTo(ConstraintKind.UNIQUE);
        assertThat(violation.getConstraintName()).isNotBlank();
    }

    @Test
    void primaryKey_violated_isReportedAsSuch() {
        ConstraintViolationException violation = violation(new Account(1, "bob", "n1"));
        assertThat(violation.getKind()).isEqualTo(ConstraintKind.UNIQUE);
        assertThat(violation.getConstraintName()).isEqualTo("accounts.id");
    }

    @Test
    void check_violated_isNamed() {
        Account poor = new Account(2, "bob", "n1");
        poor.balance = -1;
        ConstraintViolationException violation = violation(poor);
        assertThat(violation.getKind()).isEqualTo(ConstraintKind.CHECK);
        assertThat(violation.getConstraintName()).isEqualTo("balance_not_negative");
    }

    @Test
    void notNull_violated_namesTheColumn() {
        use(session -> {
            Throwable thrown = catchThrowable(() -> session.createNativeMutationQuery(
                            "insert into accounts (id, name, balance) values (2, null, 0)")
                    .executeUpdate());
            assertThat(thrown).isInstanceOf(ConstraintViolationException.class);
            ConstraintViolationException violation = (ConstraintViolationException) thrown;
            assertThat(violation.getKind()).isEqualTo(ConstraintKind.NOT_NULL);
            assertThat(violation.getConstraintName()).isEqualTo("accounts.name");
        });
    }

    // On conflict.

    private static final String INSERT =
            "insert into Account (id, owner, number, name, balance) values (2, 'ada', 'n1', 'checking', 7)";

    @Test
    void onConflict_columnsDoNothing_leavesTheRow() {
        use(session -> assertThat(session.createMutationQuery(INSERT + " on conflict(owner, number) do nothing")
                        .executeUpdate())
                .isZero());
        assertThat(one("select name from Account", String.class)).isEqualTo("savings");
    }

    @Test
    void onConflict_columnsDoUpdate_changesTheRow() {
        use(session -> session.createMutationQuery(
                        INSERT
                                + " on conflict(owner, number) do update set balance = excluded.balance + 1, name = excluded.name")
                .executeUpdate());
        assertThat(one("select balance from Account", Long.class)).isEqualTo(8);
        assertThat(one("select name from Account", String.class)).isEqualTo("checking");
    }

    @Test
    void onConflict_doUpdateWhere_changesTheRowsOfTheCondition() {
        String update = INSERT + " as a on conflict(owner, number) do update set balance = excluded.balance"
                + " where balance > 100";
        use(session -> session.createMutationQuery(update.replace(" as a", "")).executeUpdate());
        assertThat(one("select balance from Account", Long.class)).isZero();
    }

    // Tables.

    @Test
    void truncate_tables_areEmptied() {
        factory().getSchemaManager().truncate();
        assertThat(one("select count(*) from Account", Long.class)).isZero();
    }

    @Test
    void validate_besideAViewWithoutTypes_passes() {
        // Hibernate 7.1 does not ask its dialect how tables are read.
        assumeThat(Version.getVersionString()).doesNotStartWith("7.1.");
        use(session -> session.doWork(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute("create view if not exists sums as select count(*) || '' as text from accounts");
            }
        }));
        try {
            factory().getSchemaManager().validate();
        } catch (jakarta.persistence.SchemaValidationException e) {
            throw new AssertionError(e);
        } finally {
            use(session -> session.createNativeMutationQuery("drop view sums").executeUpdate());
        }
    }

    // Dates and times.

    private static final String FROM = " from Event where id = 1";

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
    void times_localWithNanoseconds_comeBack() {
        event();
        Event found = one("from Event", Event.class);
        assertThat(found.moment).isEqualTo(Event.MOMENT);
        assertThat(found.clock).isEqualTo(Event.MOMENT.toLocalTime());
        assertThat(found.day).isEqualTo(Event.MOMENT.toLocalDate());
    }

    @Test
    void times_withZones_comeBackAsTheSameInstants() {
        event();
        Event expected = new Event();
        Event found = one("from Event", Event.class);
        assertThat(found.instant).isEqualTo(expected.instant);
        assertThat(found.offset.toInstant()).isEqualTo(expected.offset.toInstant());
        assertThat(found.zoned.toInstant()).isEqualTo(expected.zoned.toInstant());
        assertThat(found.offsetClock.isEqual(expected.offsetClock)).isTrue();
    }

    @Test
    void times_ofTheOldKinds_comeBack() {
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
    void times_inTheFile_areTextThatPeopleRead() {
        event();
        assertThat(factory()
                        .<Object>callInTransaction(entities -> entities.createNativeQuery(
                                        "select day || ' ' || moment || ' ' || instant from events", String.class)
                                .getSingleResult()))
                .isEqualTo("2024-02-29 2024-02-29 10:15:30.123456789 2024-02-29 10:15:30.123456789");
    }

    @Test
    void extract_eachField_isRight() {
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
    void extract_day_isNotOneMore() {
        event();
        assertThat(one("select day(day)" + FROM, Integer.class)).isEqualTo(29);
    }

    @Test
    void extract_epochOfAnInstant_isItsSeconds() {
        event();
        assertThat(one("select extract(epoch from e.instant) from Event e", Long.class))
                .isEqualTo(new Event().instant.getEpochSecond());
    }

    @Test
    void add_units_areAdded() {
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
    void add_boundParameters_areAdded() {
        event();
        use(session -> assertThat(session.createSelectionQuery(
                                "select timestampadd(month, :n, moment)" + FROM, LocalDateTime.class)
                        .setParameter("n", -1)
                        .getSingleResult())
                .isEqualTo("2024-01-29T10:15:30.123456789"));
    }

    @Test
    void add_monthToItsLastDay_staysInTheNextMonth() {
        event(LocalDateTime.of(2024, 1, 31, 12, 0));
        assertThat(one("select day + 1 month" + FROM, LocalDate.class)).isEqualTo("2024-02-29");
        assertThat(one("select moment + 1 month" + FROM, LocalDateTime.class)).isEqualTo("2024-02-29T12:00");
    }

    @Test
    void add_beforeTheEpoch_isRight() {
        event(LocalDateTime.of(1969, 12, 31, 23, 59, 59, 500_000_000));
        assertThat(one("select moment - 2 second" + FROM, LocalDateTime.class)).isEqualTo("1969-12-31T23:59:57.5");
    }

    @Test
    void difference_units_areWhole() {
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
    void difference_ofTwoTimes_isADuration() {
        event();
        assertThat(one("select moment - local datetime 2024-02-28 10:15:29" + FROM, Duration.class))
                .isEqualTo(Duration.ofSeconds(86_401, 123_456_789));
        assertThat(one("select (day - local date 2024-02-01) by day" + FROM, Long.class))
                .isEqualTo(28);
    }

    @Test
    void compare_literalsAndParameters_byTime() {
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
    void now_isNow() {
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
    void cast_textAndTimes_areConverted() {
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
    void format_pattern_isFollowed() {
        event();
        assertThat(one("select format(moment as 'dd.MM.yyyy ''at'' HH:mm:ss.SSS')" + FROM, String.class))
                .isEqualTo("29.02.2024 at 10:15:30.123");
    }

    @Test
    void truncate_timesAndNumbers_areCut() {
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

    // JSON.

    private String value(String function) {
        return one("select " + function + " from Page where id = 1", String.class);
    }

    @Test
    void jsonValue_scalars_areText() {
        assertThat(value("json_value(content, '$.title')")).isEqualTo("It's");
        assertThat(value("json_value(content, '$.price')")).isEqualTo("1.10");
        assertThat(value("json_value(content, '$.count')")).isEqualTo("3");
        assertThat(value("json_value(content, '$.draft')")).isEqualTo("true");
        assertThat(value("json_value(content, '$.author.name')")).isEqualTo("Ada");
        assertThat(value("json_value(content, '$.tags[1]')")).isEqualTo("b");
        assertThat(value("json_value(content, '$.none')")).isNull();
        assertThat(value("json_value(content, '$.missing')")).isNull();
        assertThat(value("json_value(content, '$.tags')")).isNull();
        assertThat(value("json_value(absent, '$.tags')")).isNull();
        assertThat(value("json_value('no json', '$.tags')")).isNull();
    }

    @Test
    void jsonValue_returning_isOfThatType() {
        assertThat(one("select json_value(content, '$.count' returning Integer) from Page", Integer.class))
                .isEqualTo(3);
        assertThat(one("select json_value(content, '$.draft' returning Boolean) from Page", Boolean.class))
                .isTrue();
        assertThat(one("select json_value(content, '$.half' returning Double) from Page", Double.class))
                .isEqualTo(0.5);
        assertThat(one("select json_value(content, '$.digits' returning Integer) from Page", Integer.class))
                .isEqualTo(7);
        assertThat(one(
                        "select count(*) from Page where json_value(content, '$.price' returning BigDecimal) > 1",
                        Long.class))
                .isEqualTo(1);
    }

    @Test
    void jsonValue_clauses_areObeyed() {
        assertThat(value("json_value(content, '$.tags[$i]' passing 2 as i)")).isEqualTo("c");
        assertThat(value("json_value(content, '$.missing' default 'd' on empty)"))
                .isEqualTo("d");
        assertThat(value("json_value(content, '$.tags' default 'e' on error)")).isEqualTo("e");
        assertThat(value("json_value('no json', '$.a' default 'e' on error)")).isEqualTo("e");
        assertThat(catchThrowable(() -> value("json_value(content, '$.tags' error on error)")))
                .isNotNull()
                .rootCause()
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("JSON");
        assertThat(catchThrowable(() -> value("json_value(content, '$.missing' error on empty)")))
                .isNotNull()
                .rootCause()
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("JSON");
    }

    @Test
    void jsonQuery_parts_areJson() {
        assertThat(value("json_query(content, '$.author')")).isEqualTo("{\"name\":\"Ada\"}");
        assertThat(value("json_query(content, '$.tags')")).isEqualTo("[\"a\",\"b\",\"c\"]");
        assertThat(value("json_query(content, '$.tags[0]' with wrapper)")).isEqualTo("[\"a\"]");
        assertThat(value("json_query(content, '$.tags' with conditional wrapper)"))
                .isEqualTo("[\"a\",\"b\",\"c\"]");
        assertThat(value("json_query(content, '$.missing')")).isNull();
        assertThat(value("json_query(content, '$.missing' empty array on empty)"))
                .isEqualTo("[]");
        assertThat(value("json_query('no json', '$' empty object on error)")).isEqualTo("{}");
    }

    @Test
    void jsonExists_paths_areFollowed() {
        assertThat(one("select count(*) from Page where json_exists(content, '$.author.name')", Long.class))
                .isEqualTo(1);
        assertThat(one("select count(*) from Page where json_exists(content, '$.none')", Long.class))
                .isEqualTo(1);
        assertThat(one("select count(*) from Page where json_exists(content, '$.missing')", Long.class))
                .isZero();
        assertThat(one("select count(*) from Page where json_exists(content, '$.tags[$i]' passing 2 as i)", Long.class))
                .isEqualTo(1);
        assertThat(one("select count(*) from Page where json_exists('no json', '$.a')", Long.class))
                .isZero();
    }

    @Test
    void jsonObjectAndArray_values_becomeJson() {
        assertThat(value("json_object('a': 1, 'b': 'x', 'c': flag, 'd': null)"))
                .isEqualTo("{\"a\":1,\"b\":\"x\",\"c\":true,\"d\":null}");
        assertThat(value("json_object('a': 1, 'd': absent absent on null)")).isEqualTo("{\"a\":1}");
        assertThat(value("json_array(1, 'x', absent)")).isEqualTo("[1,\"x\"]");
        assertThat(value("json_array(1, absent null on null)")).isEqualTo("[1,null]");
        assertThat(value("json_array(json_object('a': 1))")).isEqualTo("[{\"a\":1}]");
    }

    @Test
    void jsonAggregates_rows_becomeJson() {
        use(session -> session.persist(new Page(2, null)));
        assertThat(one("select json_arrayagg(p.id order by p.id desc) from Page p", String.class))
                .isEqualTo("[2,1]");
        assertThat(one("select json_arrayagg(json_value(p.content, '$.title')) from Page p", String.class))
                .isEqualTo("[\"It's\"]");
        assertThat(one(
                        "select json_arrayagg(p.content null on null) filter (where p.id = 2) from Page p",
                        String.class))
                .isEqualTo("[null]");
        assertThat(one("select json_objectagg(cast(p.id as String) : p.flag) from Page p where p.id = 1", String.class))
                .isEqualTo("{\"1\":true}");
    }

    @Test
    void jsonChanges_documents_areChanged() {
        String document = "'{\"a\":1,\"l\":[1]}'";
        Set<String> results = new HashSet<>();
        results.add(value("json_set(" + document + ", '$.b', 2)"));
        results.add(value("json_insert(" + document + ", '$.a', 2)"));
        results.add(value("json_replace(" + document + ", '$.a', 2)"));
        results.add(value("json_remove(" + document + ", '$.l')"));
        results.add(value("json_mergepatch(" + document + ", '{\"a\":null}')"));
        results.add(value("json_array_append(" + document + ", '$.l', 2)"));
        assertThat(results)
                .containsExactlyInAnyOrder(
                        "{\"a\":1,\"l\":[1],\"b\":2}",
                        "{\"a\":1,\"l\":[1]}",
                        "{\"a\":2,\"l\":[1]}",
                        "{\"a\":1}",
                        "{\"l\":[1]}",
                        "{\"a\":1,\"l\":[1,2]}");
    }
}

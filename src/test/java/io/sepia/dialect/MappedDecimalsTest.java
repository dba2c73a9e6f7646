package io.sepia.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hibernate.ScrollMode;
import org.hibernate.ScrollableResults;
import org.hibernate.Session;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.query.KeyedPage;
import org.hibernate.query.KeyedResultList;
import org.hibernate.query.Page;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decimals in checks, embeddables, collections, unions of tables, restrictions and pages: by value, not as text. */
class MappedDecimalsTest {
    @TempDir
    Path directory;

    private EntityManagerFactory factory;

    @BeforeEach
    void open() {
        factory = new HibernatePersistenceConfiguration("decimals")
                .managedClasses(Order.class, Order.Animal.class, Order.Dog.class)
                .jdbcUrl(url())
                .jdbcPoolSize(1)
                .property("hibernate.dialect", SqliteDialect.class.getName())
                .property("hibernate.hbm2ddl.auto", "create")
                .property("sepia.mapping", false)
                .createEntityManagerFactory();
        write(entities -> {
            String[] totals = {"10.50", "9", "100", "5", "9.00"};
            for (int i = 0; i < totals.length; i++) {
                entities.persist(new Order(i + 1, totals[i]));
            }
            entities.persist(new Order.Animal(1, "10"));
            entities.persist(new Order.Dog(2, "9.5"));
            entities.persist(new Order.Dog(3, "100"));
        });
    }

    @AfterEach
    void close() {
        factory.close();
    }

    private String url() {
        return "jdbc:sqlite:" + directory.resolve("decimals.db");
    }

    private void write(Consumer<EntityManager> work) {
        factory.runInTransaction(work);
    }

    private List<Object> list(String hql) {
        return factory.callInTransaction(entities -> entities.unwrap(Session.class)
                .createSelectionQuery(hql, Object.class)
                .getResultList());
    }

    private int change(String hql) {
        return factory.callInTransaction(entities -> entities.createQuery(hql).executeUpdate());
    }

    @Test
    void check_ofADecimal_comparesNumbers() {
        write(entities -> entities.persist(new Order(20, "1000")));
        assertThatThrownBy(() -> write(entities -> entities.persist(new Order(21, "4.99"))))
                .hasRootCauseInstanceOf(SQLException.class)
                .hasStackTraceContaining(ConstraintViolationException.class.getName());
        write(entities -> entities.find(Order.class, 1L).discount = new BigDecimal("9.5"));
        assertThatThrownBy(() -> change("update Ordering set discount = 101bd"))
                .isInstanceOf(ConstraintViolationException.class);
    }

    @Test
    void check_inTheSchema_needsNoFunctions() throws SQLException {
        try (var connection = DriverManager.getConnection(url());
                var rows = connection
                        .createStatement()
                        .executeQuery("select sql from sqlite_schema where name = 'orderings'")) {
            assertThat(rows.getString(1))
                    .contains("check (cast(total as real) >= 5)")
                    .contains("cast(discount as real) is null or cast(discount as real) between 0.5 and 100")
                    .doesNotContain("sepia_");
        }
    }

    @Test
    void bulkStatements_ofARestrictedEntity_applyTheRestriction() {
        assertThat(change("update Ordering set state = 'gone' where id = 5")).isEqualTo(1);
        assertThat(change("update Ordering set total = total * 2")).isEqualTo(4);
        assertThat(list("select o.total from Ordering o where o.total > 9.5bd order by o.total desc"))
                .usingElementComparator((a, b) -> ((BigDecimal) a).compareTo((BigDecimal) b))
                .containsExactly(new BigDecimal(200), new BigDecimal(21), new BigDecimal(18), new BigDecimal(10));
        write(entities -> {
            entities.unwrap(Session.class).enableFilter("state").setParameter("state", "old");
            assertThat(entities.createQuery("update Ordering set total = 7bd").executeUpdate())
                    .isZero();
        });
    }

    @Test
    void joins_inBulkStatements_areFollowed() {
        assertThat(change("update Ordering o set o.total = (select sum(p) from Ordering q join q.parts p where q = o)"
                        + " where o.paid.amount > 9.5bd"))
                .isEqualTo(2);
        assertThat(list("select o.id from Ordering o where o.total in (20.5bd, 110bd) order by o.id"))
                .containsExactly(1L, 3L);
    }

    @Test
    void embeddables_withDecimals_areEqualByValueOrRefused() {
        for (String condition : List.of("o.paid = :p", "o.paid in (:p)", "o.paid is not distinct from :p")) {
            assertThat(factory.<List<Long>>callInTransaction(entities -> entities.createQuery(
                                    "select o.id from Ordering o where " + condition + " order by o.id", Long.class)
                            .setParameter("p", new Order.Amount("9.000"))
                            .getResultList()))
                    .as(condition)
                    .containsExactly(2L, 5L);
        }
        assertThat(list("select count(distinct o.paid) from Ordering o")).containsExactly(4L);
        assertThatThrownBy(() -> list("select o.id from Ordering o, Ordering q where o.paid < q.paid"))
                .hasStackTraceContaining("'tuple'");
    }

    @Test
    void collections_ofDecimals_areComparedByValue() {
        assertThat(list("select o.id from Ordering o where o.parts['k'] > 9.5bd order by o.id"))
                .containsExactly(1L, 3L);
        assertThat(list("select o.id from Ordering o where 9.5bd < all elements(o.parts) order by o.id"))
                .containsExactly(1L, 3L);
        assertThat(list("select o.id from Ordering o where 9.0bd in elements(o.parts) order by o.id"))
                .containsExactly(2L, 5L);
        assertThat(list("select o.id from Ordering o order by max(elements(o.parts)) desc, o.id"))
                .element(0)
                .isEqualTo(3L);
    }

    @Test
    void union_ofTables_sortsAndAddsByValue() {
        assertThat(list("select a.id from Animal a order by a.price")).containsExactly(2L, 1L, 3L);
        assertThat(list("select sum(a.price) from Animal a").get(0).toString()).isEqualTo("119.5");
        assertThat(change("update Animal set price = price + 0.5bd where price > 9.9"))
                .isEqualTo(2);
        assertThat(list("select a.id from Animal a where a.price = 10.50bd")).containsExactly(1L);
    }

    @Test
    void pages_byADecimalKey_followEachOther() {
        write(entities -> {
            var query = entities.unwrap(Session.class).createSelectionQuery("from Ordering o", Order.class);
            KeyedPage<Order> page = Page.first(2)
                    .keyedBy(List.of(
                            org.hibernate.query.Order.desc(Order.class, "total"),
                            org.hibernate.query.Order.asc(Order.class, "id")));
            var ids = new ArrayList<Long>();
            while (page != null) {
                KeyedResultList<Order> result = query.getKeyedResultList(page);
                result.getResultList().forEach(each -> ids.add(each.id));
                page = result.getNextPage();
            }
            assertThat(ids).containsExactly(3L, 1L, 2L, 5L, 4L);
        });
    }

    @Test
    void parameters_ofDifferentSizes_keepTheirDigits() {
        for (String value : List.of("1.50", "123.456", "1E+40")) {
            assertThat(factory.<BigDecimal>callInTransaction(entities -> entities.createQuery(
                                    "select :p from Ordering o where o.id = 1", BigDecimal.class)
                            .setParameter("p", new BigDecimal(value))
                            .getSingleResult()))
                    .isEqualByComparingTo(value);
        }
        assertThat(factory.<String>callInTransaction(entities -> entities.createQuery(
                                "select cast(:p as String(3)) from Ordering o where o.id = 1", String.class)
                        .setParameter("p", "abcdef")
                        .getSingleResult()))
                .isEqualTo("abc");
    }

    @Test
    void decimal_ofTooManyDigits_isRefused() {
        assertThatThrownBy(() -> write(entities -> entities.persist(new Order(30, "1E+400000000"))))
                .hasStackTraceContaining("more than 100000");
    }

    @Test
    void text_inAColumnOfDecimals_isSortedLastAndAnErrorWhenItIsRead() {
        write(entities -> {
            entities.createNativeQuery("update Dog set price = 'abc' where id = 3")
                    .executeUpdate();
        });
        assertThat(list("select a.id from Animal a order by a.price")).containsExactly(2L, 1L, 3L);
        assertThatThrownBy(() -> list("select max(a.price) from Animal a"))
                .hasStackTraceContaining("A column holds text where a number was expected");
    }

    @Test
    void scroll_forwards_readsAllRows() {
        write(entities -> {
            try (ScrollableResults<Long> rows = entities.unwrap(Session.class)
                    .createSelectionQuery("select o.id from Ordering o order by o.total, o.id", Long.class)
                    .scroll(ScrollMode.FORWARD_ONLY)) {
                var ids = new ArrayList<Long>();
                while (rows.next()) {
                    ids.add(rows.get());
                }
                assertThat(ids).containsExactly(4L, 2L, 5L, 1L, 3L);
            }
        });
    }
}

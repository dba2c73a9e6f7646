package io.sepia.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;
import org.hibernate.resource.jdbc.spi.StatementInspector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DialectOptionsTest {
    private static final List<String> SQL = new ArrayList<>();

    @TempDir
    Path directory;

    private String url;

    /** Collects the SQL of queries. */
    public static final class Inspector implements StatementInspector {
        @Override
        public String inspect(String sql) {
            SQL.add(sql);
            return sql;
        }
    }

    @BeforeEach
    void name() {
        url = "jdbc:sqlite:" + directory.resolve("options.db");
    }

    private EntityManagerFactory open(String ddl, Map<String, String> options) {
        return KeptValuesTest.unit()
                .jdbcUrl(url)
                .jdbcPoolSize(1)
                .property("hibernate.dialect", SqliteDialect.class.getName())
                .property("hibernate.hbm2ddl.auto", ddl)
                .property("hibernate.session_factory.statement_inspector", Inspector.class.getName())
                .properties(options)
                .createEntityManagerFactory();
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private static void fill(EntityManager entities) {
        for (String name : new String[] {"Test-1", "TEST-2", "test-3", "tesu"}) {
            Keeper keeper = new Keeper(name.hashCode());
            keeper.name = name;
            keeper.price = new BigDecimal("0.10");
            entities.persist(keeper);
        }
    }

    private static long count(EntityManagerFactory factory, String condition) {
        return factory.<Long>callInTransaction(
                entities -> entities.createQuery("select count(*) from Keeper where " + condition, Long.class)
                        .getSingleResult());
    }

    @Test
    void open_numericColumnOfExactNumbers_isRefusedByName() throws SQLException {
        sql("create table keepers (id integer primary key, name text, price numeric(30,2), big decimal_text(30,0))");
        assertThatThrownBy(() -> open("none", Map.of()).close())
                .hasStackTraceContaining("keepers.price (numeric(30,2))")
                .hasStackTraceContaining("sepia.sqlite_decimals=APPROXIMATE");
    }

    @Test
    void open_approximateDecimals_usesNumbersOfSqlite() throws SQLException {
        try (EntityManagerFactory factory = open("create", Map.of("sepia.sqlite_decimals", "APPROXIMATE"))) {
            factory.runInTransaction(DialectOptionsTest::fill);
            assertThat(count(factory, "price * 3 = 0.3bd")).isZero();
            assertThat(count(factory, "price between 0.05bd and 9")).isEqualTo(4);
        }
        assertThat(schema()).anyMatch(table -> table.contains("price numeric(30,2)"));
    }

    @Test
    void open_unknownValueOfAnOption_isRefused() {
        assertThatThrownBy(() ->
                        open("create", Map.of("sepia.sqlite_text", "POSIX")).close())
                .hasStackTraceContaining("sqlite_text");
    }

    @Test
    void like_textOfSqlite_ignoresCase() {
        try (EntityManagerFactory factory = open("create", Map.of("sepia.sqlite_text", "SQLITE"))) {
            factory.runInTransaction(DialectOptionsTest::fill);
            assertThat(count(factory, "name like 'test-%'")).isEqualTo(3);
            assertThat(count(factory, "lower('Ä') = 'Ä'")).isEqualTo(4);
        }
    }

    /** An application's own subclass. */
    public static final class Subclass extends SqliteDialect {}

    @Test
    void open_subclassOfTheDialect_hasTheFunctions() {
        try (EntityManagerFactory factory = open("create", Map.of("hibernate.dialect", Subclass.class.getName()))) {
            factory.runInTransaction(DialectOptionsTest::fill);
            assertThat(count(factory, "lower('Ä') = 'ä' and price * 3 = 0.3bd")).isEqualTo(4);
        }
    }

    @Test
    void like_prefix_usesTheIndex() throws SQLException {
        try (EntityManagerFactory factory = open("create", Map.of())) {
            factory.runInTransaction(DialectOptionsTest::fill);
            factory.runInTransaction(entities -> entities.createNativeQuery("create index by_name on keepers (name)")
                    .executeUpdate());
            SQL.clear();
            assertThat(count(factory, "name like 'test-%'")).isEqualTo(1);
            assertThat(factory.<Long>callInTransaction(entities -> entities.createQuery(
                                    "select count(*) from Keeper where name like :pattern", Long.class)
                            .setParameter("pattern", "test-%")
                            .getSingleResult()))
                    .isEqualTo(1);
            List<String> queries = List.copyOf(SQL);
            assertThat(queries).hasSize(2);
            factory.runInTransaction(entities -> queries.forEach(query -> assertThat(entities
                            .unwrap(Session.class)
                            .createNativeQuery("explain query plan " + query.replace("?", "'test-%'"), Object[].class)
                            .getResultList()
                            .stream()
                            .map(row -> row[3].toString())
                            .toList()
                            .toString())
                    .contains("USING COVERING INDEX by_name (name>? AND name<?)")));
        }
    }

    @Test
    void schema_ofCreatedTables_needsNoFunctions() throws SQLException {
        open("create", Map.of()).close();
        assertThat(schema())
                .noneMatch(table -> table.contains("sepia_"))
                .anyMatch(table -> table.contains("price decimal_text(30,2)"));
        for (String table : new String[] {"keepers", "zoo_keepers"}) {
            assertThat(rows("select count(*) from " + table)).containsExactly("0");
        }
    }

    private List<String> schema() {
        return rows("select sql from sqlite_schema where sql is not null");
    }

    private List<String> rows(String query) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement statement = connection.prepareStatement(query);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                rows.add(found.getString(1));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return rows;
    }
}

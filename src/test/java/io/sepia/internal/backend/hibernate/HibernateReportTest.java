package io.sepia.internal.backend.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sepia.Storage;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.hibernate.SessionFactory;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.resource.jdbc.spi.StatementInspector;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HibernateReportTest {
    private static final Logger SQL = Logger.getLogger("org.hibernate.SQL");

    @TempDir
    Path directory;

    enum Kind {
        H2,
        SQLITE,
        PATH
    }

    private HibernatePersistenceConfiguration unit(Kind kind) {
        HibernatePersistenceConfiguration unit = new HibernatePersistenceConfiguration("report");
        switch (kind) {
            case H2 -> unit.jdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
            case SQLITE ->
                unit.jdbcUrl("jdbc:sqlite:" + directory.resolve("unit.db"))
                        .property("hibernate.dialect", "io.sepia.dialect.SqliteDialect");
            case PATH ->
                unit.property(
                        "sepia.database_path", directory.resolve("path.db").toString());
        }
        return unit;
    }

    /** Saves and loads one document by the store and one in the transaction of an EntityManager. */
    private static void work(EntityManagerFactory factory, Storage storage) {
        storage.documents("note").save("n1", "{}");
        storage.documents("note").load("n1");
        try (EntityManager entityManager = factory.createEntityManager()) {
            entityManager.getTransaction().begin();
            storage.joining(entityManager).documents("joined").save("n2", "{}");
            entityManager.getTransaction().commit();
        }
    }

    @ParameterizedTest
    @EnumSource
    void statementInspector_ofTheUnit_seesTheStoresStatements(Kind kind) {
        List<String> seen = new CopyOnWriteArrayList<>();
        StatementInspector inspector = sql -> {
            seen.add(sql);
            return sql;
        };
        try (EntityManagerFactory factory = unit(kind)
                        .property("hibernate.session_factory.statement_inspector", inspector)
                        .createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            seen.clear();
            work(factory, storage);
            assertThat(seen)
                    .anyMatch(each -> each.contains("INSERT INTO objects"))
                    .anyMatch(each -> each.startsWith("SELECT") && each.contains("FROM objects"));
            assertThat(seen.stream().filter(each -> each.contains("INSERT INTO objects")))
                    .hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void statistics_switchedOnLater_countTheStoresStatements(Kind kind) {
        try (EntityManagerFactory factory = unit(kind).createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            Statistics statistics = factory.unwrap(SessionFactory.class).getStatistics();
            work(factory, storage);
            assertThat(statistics.getPrepareStatementCount()).isZero();
            statistics.setStatisticsEnabled(true);
            storage.documents("note").load("n1");
            assertThat(statistics.getPrepareStatementCount()).isEqualTo(1);
            storage.documents("note").load("n1");
            assertThat(statistics.getPrepareStatementCount()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void sqlLog_switchedOnLater_hasTheStoresStatements(Kind kind) {
        List<String> logged = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord event) {
                logged.add(event.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Level before = SQL.getLevel();
        boolean parents = SQL.getUseParentHandlers();
        try (EntityManagerFactory factory = unit(kind).createEntityManagerFactory();
                Storage storage = Storage.of(factory)) {
            SQL.addHandler(handler);
            SQL.setUseParentHandlers(false);
            SQL.setLevel(Level.FINE);
            work(factory, storage);
            assertThat(logged).anyMatch(each -> each.contains("INSERT INTO objects"));
        } finally {
            SQL.removeHandler(handler);
            SQL.setUseParentHandlers(parents);
            SQL.setLevel(before);
        }
    }
}

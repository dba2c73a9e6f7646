package io.sepia.dialect;

import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class SqliteDialectTest extends DialectContract {
    private static EntityManagerFactory factory;

    @BeforeAll
    static void open(@TempDir Path directory) {
        factory = factory(directory, SqliteDialect.class.getName());
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @Override
    public EntityManagerFactory factory() {
        return factory;
    }

    static EntityManagerFactory factory(Path directory, String dialect) {
        return new HibernatePersistenceConfiguration("dialect")
                .managedClasses(Account.class, Event.class, Page.class)
                .jdbcUrl("jdbc:sqlite:" + directory.resolve("dialect.db"))
                .jdbcPoolSize(2)
                .property("hibernate.dialect", dialect)
                .property("hibernate.hbm2ddl.auto", "create")
                .property("hibernate.query.hql.json_functions_enabled", true)
                .property("sepia.mapping", false)
                .createEntityManagerFactory();
    }
}

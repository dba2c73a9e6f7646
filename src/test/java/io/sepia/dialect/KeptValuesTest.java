package io.sepia.dialect;

import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A unit with connections of its own. */
class KeptValuesTest extends KeptValuesContract {
    private static EntityManagerFactory factory;

    @BeforeAll
    static void open(@TempDir Path directory) {
        factory = unit().jdbcUrl("jdbc:sqlite:" + directory.resolve("kept.db"))
                .jdbcPoolSize(2)
                .property("hibernate.dialect", SqliteDialect.class.getName())
                .createEntityManagerFactory();
    }

    static HibernatePersistenceConfiguration unit() {
        HibernatePersistenceConfiguration unit = new HibernatePersistenceConfiguration("kept");
        unit.managedClasses(Keeper.class, Keeper.OfZoo.class)
                .property("hibernate.hbm2ddl.auto", "create")
                .property("sepia.mapping", false);
        return unit;
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @Override
    EntityManagerFactory factory() {
        return factory;
    }
}

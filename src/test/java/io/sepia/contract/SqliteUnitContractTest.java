package io.sepia.contract;

import io.sepia.StorageBuilder;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** SQLite in an application's persistence unit, with its pool and its dialect. */
class SqliteUnitContractTest extends StorageContract {
    private static final List<EntityManagerFactory> FACTORIES = new ArrayList<>();

    @TempDir
    private static Path directory;

    private int used;

    @Override
    StorageBuilder builder() {
        if (used == FACTORIES.size()) {
            FACTORIES.add(new HibernatePersistenceConfiguration("sqlite")
                    .jdbcUrl("jdbc:sqlite:" + directory.resolve(used + ".db")
                            + "?journal_mode=WAL&busy_timeout=5000&synchronous=NORMAL&foreign_keys=on")
                    .jdbcPoolSize(16)
                    .property("hibernate.dialect", "org.hibernate.community.dialect.SQLiteDialect")
                    .createEntityManagerFactory());
        } else {
            empty(FACTORIES.get(used));
        }
        return StorageBuilder.of(FACTORIES.get(used++));
    }

    /** Empties the database of an earlier test, which takes less time than opening a factory. */
    private static void empty(EntityManagerFactory factory) {
        try (EntityManager entityManager = factory.createEntityManager()) {
            entityManager.getTransaction().begin();
            for (String kind : List.of("view", "table")) {
                for (Object name : entityManager
                        .createNativeQuery("SELECT name FROM sqlite_schema WHERE type = '" + kind
                                + "' AND name NOT LIKE 'sqlite%' ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC")
                        .getResultList()) {
                    // A virtual table drops its own tables.
                    entityManager
                            .createNativeQuery("DROP " + kind + " IF EXISTS " + name)
                            .executeUpdate();
                }
            }
            entityManager.createNativeQuery("PRAGMA user_version = 0").executeUpdate();
            entityManager.createNativeQuery("PRAGMA application_id = 0").executeUpdate();
            entityManager.getTransaction().commit();
        }
    }

    @AfterEach
    void reuse() {
        used = 0;
    }

    @AfterAll
    static void closeFactories() {
        FACTORIES.forEach(EntityManagerFactory::close);
        FACTORIES.clear();
    }
}

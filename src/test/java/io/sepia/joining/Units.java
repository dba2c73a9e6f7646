package io.sepia.joining;

import io.sepia.internal.backend.jpa.Mariadb;
import io.sepia.internal.backend.jpa.Postgresql;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/** Persistence units of an application with two entities. */
final class Units {
    private static final String SQLITE_SETTINGS =
            "?journal_mode=WAL&busy_timeout=5000&synchronous=FULL&foreign_keys=on";

    private Units() {}

    static HibernatePersistenceConfiguration h2(Path directory) {
        return entities("h2").jdbcUrl("jdbc:h2:file:" + directory.resolve("app") + ";WRITE_DELAY=0");
    }

    static HibernatePersistenceConfiguration postgresql(Path place) {
        return server(Postgresql.database(place));
    }

    /** @param url that of a database on a server, which outlives the processes that use it */
    static HibernatePersistenceConfiguration server(String url) {
        return entities("server").jdbcUrl(url);
    }

    static HibernatePersistenceConfiguration mariadb(Path place) {
        return server(Mariadb.database(place));
    }

    static HibernatePersistenceConfiguration sqlite(Path directory) {
        return sqlite(directory, SQLITE_SETTINGS);
    }

    static HibernatePersistenceConfiguration sqlite(Path directory, String settings) {
        return entities("sqlite")
                .jdbcUrl("jdbc:sqlite:" + directory.resolve("app.db") + settings)
                .property("hibernate.dialect", "org.hibernate.community.dialect.SQLiteDialect");
    }

    /** Names only the path of a file. */
    static HibernatePersistenceConfiguration embedded(Path directory) {
        return entities("embedded").property("sepia.database_path", directory.resolve("app.db"));
    }

    private static HibernatePersistenceConfiguration entities(String name) {
        return new HibernatePersistenceConfiguration(name)
                .managedClass(Customer.class)
                .managedClass(Purchase.class)
                .jdbcPoolSize(16)
                .property("hibernate.hbm2ddl.auto", "update");
    }

    static void commit(EntityManagerFactory factory, Consumer<EntityManager> work) {
        committed(factory, entityManager -> {
            work.accept(entityManager);
            return true;
        });
    }

    static <T> T committed(EntityManagerFactory factory, Function<EntityManager, T> work) {
        try (EntityManager entityManager = factory.createEntityManager()) {
            entityManager.getTransaction().begin();
            try {
                T result = work.apply(entityManager);
                entityManager.getTransaction().commit();
                return result;
            } finally {
                if (entityManager.getTransaction().isActive()) {
                    entityManager.getTransaction().rollback();
                }
            }
        }
    }
}

package io.sepia.backend.jpa;

import jakarta.persistence.EntityManagerFactory;
import java.util.UUID;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/** Databases of H2 in memory, each with a factory of its own. */
final class H2 {
    private H2() {}

    static JpaStorage open(String settings) {
        return JpaStorage.owning(factory(url(settings)));
    }

    static String url(String settings) {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1" + settings;
    }

    static EntityManagerFactory factory(String url) {
        return new HibernatePersistenceConfiguration("h2")
                .jdbcUrl(url)
                .jdbcPoolSize(32)
                .createEntityManagerFactory();
    }
}

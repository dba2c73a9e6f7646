package io.sepia.internal.backend.jpa;

import jakarta.persistence.EntityManagerFactory;
import java.util.UUID;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/** Databases of H2 in memory, each with a factory of its own. */
public final class H2 {
    private H2() {}

    /** A store in a database that is gone when the store is closed. */
    public static JpaStorage open(String settings) {
        return Fixtures.owning(factory("jdbc:h2:mem:" + UUID.randomUUID() + settings));
    }

    /** A database that stays when its last connection is closed. */
    public static String url(String settings) {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1" + settings;
    }

    public static EntityManagerFactory factory(String url) {
        return new HibernatePersistenceConfiguration("h2")
                .jdbcUrl(url)
                .jdbcPoolSize(32)
                .createEntityManagerFactory();
    }
}

package io.sepia.contract;

import io.sepia.StorageBuilder;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

class H2ContractTest extends StorageContract {
    private static final List<EntityManagerFactory> FACTORIES = new ArrayList<>();

    private int used;

    @Override
    StorageBuilder builder() {
        if (used == FACTORIES.size()) {
            FACTORIES.add(new HibernatePersistenceConfiguration("h2")
                    .jdbcUrl("jdbc:h2:mem:" + UUID.randomUUID())
                    .jdbcPoolSize(16)
                    .createEntityManagerFactory());
        } else {
            empty(FACTORIES.get(used));
        }
        return StorageBuilder.of(FACTORIES.get(used++));
    }

    /** Empties the database of an earlier test, which takes less time and memory than creating one. */
    private static void empty(EntityManagerFactory factory) {
        try (EntityManager entityManager = factory.createEntityManager()) {
            entityManager.getTransaction().begin();
            entityManager.createNativeQuery("DROP ALL OBJECTS").executeUpdate();
            entityManager.getTransaction().commit();
        }
    }

    @Override
    public boolean mayAskForRetry() {
        return true;
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

package io.sepia.contract;

import io.sepia.StorageBuilder;
import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterEach;

/** Each store has a persistence unit of its own. */
abstract class TwoUnitStoresContract extends TwoStoresContract {
    private final List<EntityManagerFactory> factories = new ArrayList<>();

    abstract HibernatePersistenceConfiguration unit();

    @Override
    final StorageBuilder builder() {
        EntityManagerFactory factory = unit().jdbcPoolSize(16).createEntityManagerFactory();
        factories.add(factory);
        return StorageBuilder.of(factory);
    }

    @Override
    final String closeTimeout() {
        return "close_timeout";
    }

    @AfterEach
    final void closeFactories() {
        factories.forEach(EntityManagerFactory::close);
    }
}

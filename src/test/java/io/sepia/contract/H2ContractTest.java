package io.sepia.contract;

import io.sepia.Storage;
import io.sepia.StorageBuilder;
import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterAll;

class H2ContractTest extends StorageContract {
    private static final List<EntityManagerFactory> FACTORIES = new ArrayList<>();

    @Override
    StorageBuilder builder() {
        EntityManagerFactory factory = new HibernatePersistenceConfiguration("h2")
                .jdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
                .jdbcPoolSize(16)
                .createEntityManagerFactory();
        FACTORIES.add(factory);
        return Storage.builder(factory);
    }

    @Override
    public boolean mayAskForRetry() {
        return true;
    }

    @AfterAll
    static void closeFactories() {
        FACTORIES.forEach(EntityManagerFactory::close);
        FACTORIES.clear();
    }
}

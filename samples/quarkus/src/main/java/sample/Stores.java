package sample;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.Startup;
import io.sepia.Storage;
import io.sepia.StorageBuilder;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;

class Stores {
    @Produces
    @Singleton
    @Startup
    Storage storage(EntityManagerFactory factory, EntityManager entities) {
        return StorageBuilder.of(factory)
                .joining(() -> QuarkusTransaction.isActive() ? entities : null)
                .open();
    }

    void close(@Disposes Storage storage) {
        storage.close();
    }

    @Produces
    @Singleton
    Notes notes(Storage storage) {
        return storage.repository(Notes.class);
    }
}

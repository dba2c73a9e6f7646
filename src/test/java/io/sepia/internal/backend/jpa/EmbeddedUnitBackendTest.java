package io.sepia.internal.backend.jpa;

import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.contract.StorageBackendContract;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedUnitBackendTest extends StorageBackendContract {
    @TempDir
    Path directory;

    @Override
    protected StorageBackend open() {
        return open(5_000);
    }

    @Override
    public StorageBackend openImpatient() {
        return open(300);
    }

    private StorageBackend open(int busyTimeout) {
        return PersistenceUnit.store(
                new HibernatePersistenceConfiguration("embedded")
                        .property("sepia.database_path", directory.resolve(UUID.randomUUID() + ".db"))
                        .property("sepia.synchronous", "NORMAL")
                        .property("sepia.busy_timeout", busyTimeout)
                        .createEntityManagerFactory(),
                Map.of(),
                true);
    }
}

package io.sepia.internal.backend.jpa;

import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.contract.StorageBackendContract;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

class SqliteUnitBackendTest extends StorageBackendContract {
    @TempDir
    Path directory;

    @Override
    protected StorageBackend open() {
        return SqliteUnits.open(file(), "&busy_timeout=5000");
    }

    @Override
    public StorageBackend openImpatient() {
        return SqliteUnits.open(file(), "&busy_timeout=300");
    }

    private Path file() {
        return directory.resolve(UUID.randomUUID() + ".db");
    }
}

package io.sepia.internal.backend.jpa;

import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.contract.StorageBackendContract;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

class SqliteBackendTest extends StorageBackendContract {
    @TempDir
    Path directory;

    @Override
    protected StorageBackend open() {
        return SqliteStorage.open(Map.of("database_path", file()));
    }

    @Override
    public StorageBackend openImpatient() {
        return SqliteStorage.open(Map.of("database_path", file(), "busy_timeout", 300));
    }

    private Path file() {
        return directory.resolve(UUID.randomUUID() + ".db");
    }
}

package io.sepia.internal.backend.jpa;

import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.contract.StorageBackendContract;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/** A store in a file of its own whose transactions are Hibernate sessions, as after its first ten seconds. */
class SqliteHibernateBackendTest extends StorageBackendContract {
    @TempDir
    Path directory;

    @Override
    protected StorageBackend open() {
        return withSessions(Map.of("database_path", file()));
    }

    @Override
    public StorageBackend openImpatient() {
        return withSessions(Map.of("database_path", file(), "busy_timeout", 300));
    }

    private static StorageBackend withSessions(Map<String, ?> options) {
        SqliteStorage store = SqliteStorage.open(options);
        store.sessions();
        return store;
    }

    private Path file() {
        return directory.resolve(UUID.randomUUID() + ".db");
    }
}

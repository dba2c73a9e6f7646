package io.sepia.internal.backend.jpa;

import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.contract.StorageBackendContract;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

class MariadbBackendTest extends StorageBackendContract {
    private static final Mariadb.Units UNITS = new Mariadb.Units("");
    private static final Mariadb.Units IMPATIENT = new Mariadb.Units("&sessionVariables=innodb_lock_wait_timeout=1");

    @Override
    protected StorageBackend open() {
        return PersistenceUnit.store(UNITS.next(), Map.of(), false);
    }

    @Override
    public StorageBackend openImpatient() {
        return PersistenceUnit.store(IMPATIENT.next(), Map.of(), false);
    }

    @AfterEach
    void reuse() {
        UNITS.reuse();
        IMPATIENT.reuse();
    }

    @AfterAll
    static void close() {
        UNITS.close();
        IMPATIENT.close();
    }
}

package io.sepia.contract;

import io.sepia.StorageBuilder;
import io.sepia.internal.backend.jpa.Mariadb;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

class MariadbContractTest extends StorageContract {
    private static final Mariadb.Units UNITS = new Mariadb.Units("");

    @Override
    StorageBuilder builder() {
        return StorageBuilder.of(UNITS.next());
    }

    @Override
    public boolean mayAskForRetry() {
        return true;
    }

    @AfterEach
    void reuse() {
        UNITS.reuse();
    }

    @AfterAll
    static void close() {
        UNITS.close();
    }
}

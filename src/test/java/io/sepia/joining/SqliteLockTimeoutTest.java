package io.sepia.joining;

import io.sepia.dialect.SqliteDialect;
import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class SqliteLockTimeoutTest extends LockTimeoutContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place, int busyTimeout) {
        return Units.sqlite(place, "?journal_mode=WAL&busy_timeout=" + busyTimeout)
                .property("hibernate.dialect", SqliteDialect.class.getName());
    }
}

package io.sepia.contract;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.io.TempDir;

class TwoSqliteUnitStoresTest extends TwoUnitStoresContract {
    @TempDir
    private Path directory;

    @Override
    HibernatePersistenceConfiguration unit() {
        return new HibernatePersistenceConfiguration("sqlite")
                .jdbcUrl("jdbc:sqlite:" + directory.resolve("store.db")
                        + "?journal_mode=WAL&busy_timeout=5000&synchronous=NORMAL&foreign_keys=on")
                .property("hibernate.dialect", "org.hibernate.community.dialect.SQLiteDialect");
    }
}

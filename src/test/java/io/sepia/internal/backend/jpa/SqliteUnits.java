package io.sepia.internal.backend.jpa;

import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/** Persistence units of applications on SQLite, with a pool and a dialect that are not the store's. */
final class SqliteUnits {
    private SqliteUnits() {}

    public static JpaStorage open(Path file, String settings) {
        return Fixtures.owning(factory(file, "?journal_mode=WAL&synchronous=NORMAL&foreign_keys=on" + settings));
    }

    public static EntityManagerFactory factory(Path file, String settings) {
        return new HibernatePersistenceConfiguration("sqlite")
                .jdbcUrl("jdbc:sqlite:" + file + settings)
                .jdbcPoolSize(32)
                .property("hibernate.dialect", "org.hibernate.community.dialect.SQLiteDialect")
                .createEntityManagerFactory();
    }
}

package io.sepia.shop;

import io.sepia.dialect.SqliteDialect;
import io.sepia.internal.backend.jpa.Mariadb;
import io.sepia.internal.backend.jpa.Postgresql;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The unit of the shop, in each database. Only its configuration differs. */
abstract class ShopFixture {
    @TempDir
    Path directory;

    EntityManagerFactory factory;

    abstract HibernatePersistenceConfiguration unit(Path place);

    static HibernatePersistenceConfiguration h2(Path place) {
        return shop().jdbcUrl("jdbc:h2:file:" + place.resolve("shop") + ";WRITE_DELAY=0");
    }

    static HibernatePersistenceConfiguration mariadb(Path place) {
        return shop().jdbcUrl(Mariadb.database(place));
    }

    static HibernatePersistenceConfiguration postgresql(Path place) {
        return shop().jdbcUrl(Postgresql.database(place));
    }

    static HibernatePersistenceConfiguration sqlite(Path place) {
        return shop().jdbcUrl("jdbc:sqlite:" + place.resolve("shop.db")
                        + "?journal_mode=WAL&busy_timeout=5000&synchronous=FULL&foreign_keys=on")
                .property("hibernate.dialect", SqliteDialect.class.getName());
    }

    static HibernatePersistenceConfiguration path(Path place) {
        return shop().property("sepia.database_path", place.resolve("shop.db"));
    }

    private static HibernatePersistenceConfiguration shop() {
        HibernatePersistenceConfiguration shop = new HibernatePersistenceConfiguration("shop");
        Stream.of(Catalog.class, Sales.class)
                .flatMap(group -> Stream.of(group.getDeclaredClasses()))
                .filter(each -> !each.isEnum() && !each.isRecord())
                .forEach(shop::managedClass);
        return shop.jdbcPoolSize(16).property("hibernate.hbm2ddl.auto", "update");
    }

    @BeforeEach
    final void open() {
        factory = unit(directory).createEntityManagerFactory();
    }

    @AfterEach
    final void close() {
        factory.close();
    }

    void commit(Consumer<EntityManager> work) {
        factory.runInTransaction(work);
    }

    <T> T committed(Function<EntityManager, T> work) {
        return factory.callInTransaction(work);
    }
}

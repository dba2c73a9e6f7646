package io.sepia.joining;

import io.sepia.Storage;
import io.sepia.dialect.SqliteDialect;
import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class SqliteNeighborsTest extends NeighborsContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return Units.sqlite(place).property("hibernate.dialect", SqliteDialect.class.getName());
    }

    @Override
    Storage plain(Path place) {
        return Storage.open(place.resolve("app.db"));
    }
}

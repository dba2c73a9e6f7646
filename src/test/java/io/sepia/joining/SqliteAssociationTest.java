package io.sepia.joining;

import io.sepia.dialect.SqliteDialect;
import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class SqliteAssociationTest extends AssociationContract {
    @Override
    HibernatePersistenceConfiguration database(Path place) {
        return Units.sqlite(place).property("hibernate.dialect", SqliteDialect.class.getName());
    }
}

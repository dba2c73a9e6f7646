package io.sepia.joining;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class PostgresqlAssociationTest extends AssociationContract {
    @Override
    HibernatePersistenceConfiguration database(Path place) {
        return Units.postgresql(place);
    }
}

package io.sepia.joining;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class MariadbAssociationTest extends AssociationContract {
    @Override
    HibernatePersistenceConfiguration database(Path place) {
        return Units.mariadb(place);
    }
}

package io.sepia.joining;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class H2AssociationTest extends AssociationContract {
    @Override
    HibernatePersistenceConfiguration database(Path place) {
        return Units.h2(place);
    }
}

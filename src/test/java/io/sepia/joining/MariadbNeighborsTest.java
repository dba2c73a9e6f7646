package io.sepia.joining;

import io.sepia.Storage;
import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class MariadbNeighborsTest extends NeighborsContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return Units.mariadb(place);
    }

    @Override
    Storage plain(Path place) {
        return null;
    }
}

package io.sepia.joining;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class MariadbJoiningTest extends JoiningContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return Units.mariadb(place);
    }
}

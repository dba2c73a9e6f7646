package io.sepia.joining;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class PostgresqlJoiningTest extends JoiningContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return Units.postgresql(place);
    }
}

package io.sepia.joining;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class SqliteJoiningTest extends JoiningContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return Units.sqlite(place);
    }
}

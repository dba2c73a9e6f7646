package io.sepia.joining;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class EmbeddedJoiningTest extends JoiningContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return Units.embedded(place);
    }

    @Override
    boolean closesStatements() {
        return false;
    }
}

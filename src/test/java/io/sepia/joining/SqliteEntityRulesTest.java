package io.sepia.joining;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class SqliteEntityRulesTest extends EntityRulesContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return Units.sqlite(place);
    }

    @Override
    String refusal() {
        return "UNIQUE constraint failed";
    }
}

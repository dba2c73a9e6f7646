package io.sepia.joining;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class EmbeddedEntityRulesTest extends EntityRulesContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return Units.embedded(place);
    }

    @Override
    String refusal() {
        return "UNIQUE constraint failed";
    }
}

package io.sepia.joining;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class H2EntityRulesTest extends EntityRulesContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return Units.h2(place);
    }

    @Override
    String refusal() {
        return "NotUniqueException";
    }
}

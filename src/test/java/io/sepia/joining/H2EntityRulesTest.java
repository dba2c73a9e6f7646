package io.sepia.joining;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class H2EntityRulesTest extends EditedRowsContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return Units.h2(place);
    }
}

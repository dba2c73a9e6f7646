package io.sepia.joining;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class MariadbEntityRulesTest extends EditedRowsContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return Units.mariadb(place);
    }
}

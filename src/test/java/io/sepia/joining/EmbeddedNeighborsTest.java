package io.sepia.joining;

import io.sepia.Storage;
import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class EmbeddedNeighborsTest extends NeighborsContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return Units.embedded(place);
    }

    @Override
    Storage plain(Path place) {
        return Storage.open(place.resolve("app.db"));
    }
}

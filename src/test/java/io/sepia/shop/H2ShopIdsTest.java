package io.sepia.shop;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class H2ShopIdsTest extends ShopIdsContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return h2(place);
    }
}

package io.sepia.shop;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class SqliteShopIdsTest extends ShopIdsContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return sqlite(place);
    }
}

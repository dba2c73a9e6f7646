package io.sepia.shop;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class PostgresqlShopIdsTest extends ShopIdsContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return postgresql(place);
    }
}

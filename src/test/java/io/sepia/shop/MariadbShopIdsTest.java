package io.sepia.shop;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class MariadbShopIdsTest extends ShopIdsContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return mariadb(place);
    }
}

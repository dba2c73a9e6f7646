package io.sepia.shop;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class MariadbShopTest extends ShopContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return mariadb(place);
    }
}

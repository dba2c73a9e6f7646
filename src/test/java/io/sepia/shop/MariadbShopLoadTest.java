package io.sepia.shop;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Tag;

@Tag("alone")
class MariadbShopLoadTest extends ShopLoadContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return mariadb(place);
    }
}

package io.sepia.shop;

import java.nio.file.Path;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Tag;

@Tag("alone")
class H2ShopLoadTest extends ShopLoadContract {
    @Override
    HibernatePersistenceConfiguration unit(Path place) {
        return h2(place);
    }
}

package io.sepia.contract;

import java.util.UUID;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class TwoH2StoresTest extends TwoUnitStoresContract {
    private final String url = "jdbc:h2:mem:" + UUID.randomUUID();

    @Override
    HibernatePersistenceConfiguration unit() {
        return new HibernatePersistenceConfiguration("h2").jdbcUrl(url);
    }
}

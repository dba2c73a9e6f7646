package io.sepia.contract;

import io.sepia.internal.backend.jpa.Mariadb;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class TwoMariadbStoresTest extends TwoUnitStoresContract {
    private final String url = Mariadb.url();

    @Override
    HibernatePersistenceConfiguration unit() {
        return new HibernatePersistenceConfiguration("mariadb").jdbcUrl(url);
    }
}

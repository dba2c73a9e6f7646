package io.sepia.contract;

import io.sepia.internal.backend.jpa.Postgresql;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

class TwoPostgresqlStoresTest extends TwoUnitStoresContract {
    private final String url = Postgresql.url();

    @Override
    HibernatePersistenceConfiguration unit() {
        return new HibernatePersistenceConfiguration("postgresql").jdbcUrl(url);
    }
}

package io.sepia.internal.backend.hibernate.unit;

import io.sepia.internal.backend.jpa.EmbeddedUnit;
import io.sepia.internal.backend.jpa.PoolUnit;
import io.sepia.internal.functions.FunctionConnections;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.service.spi.ServiceContributor;

/** Adds the services that let a persistence unit share a database with the store's tables. A service of Hibernate. */
public final class UnitServices implements ServiceContributor {
    @Override
    public void contribute(StandardServiceRegistryBuilder builder) {
        MappedTables tables = new MappedTables();
        builder.addService(MappedTables.class, tables);
        builder.addInitiator(new SchemaToolInitiator(tables));
        StoredObjectSource.install(builder);
        BulkStatementGuard.install(builder);
        boolean ourDialect = FunctionConnections.install(builder);
        if (!EmbeddedUnit.install(builder) && ourDialect) {
            PoolUnit.install(builder);
        }
    }
}

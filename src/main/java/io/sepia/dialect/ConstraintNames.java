package io.sepia.dialect;

import org.hibernate.boot.Metadata;
import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;

/**
 * Passes the constraints of a unit's entities to its {@link SqliteDialect}, and checks their decimals. A service of
 * Hibernate.
 */
public final class ConstraintNames implements Integrator {
    /** Creates the service. Called by Hibernate. */
    public ConstraintNames() {}

    @Override
    public void integrate(Metadata metadata, BootstrapContext context, SessionFactoryImplementor factory) {
        if (factory.getJdbcServices().getDialect() instanceof SqliteDialect dialect) {
            for (Namespace namespace : metadata.getDatabase().getNamespaces()) {
                namespace.getTables().forEach(dialect.constraintErrors()::add);
            }
            factory.addObserver(new DecimalColumns(metadata));
        }
    }
}

package io.sepia.dialect;

import org.hibernate.boot.Metadata;
import org.hibernate.boot.model.relational.Namespace;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;

/** Tells a {@link SqliteDialect} which constraints the entities of its unit have. A service of Hibernate. */
public final class ConstraintNames implements Integrator {
    /** For Hibernate. */
    public ConstraintNames() {}

    @Override
    public void integrate(Metadata metadata, BootstrapContext context, SessionFactoryImplementor factory) {
        if (factory.getJdbcServices().getDialect() instanceof SqliteDialect dialect) {
            for (Namespace namespace : metadata.getDatabase().getNamespaces()) {
                namespace.getTables().forEach(dialect.constraintErrors()::add);
            }
        }
    }
}

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
        // The name is compared first: the class cannot be loaded without Hibernate's community dialects, which an
        // application with another database leaves out.
        if (isOurs(factory.getJdbcServices().getDialect().getClass())) {
            OfSqlite.integrate(metadata, factory);
        }
    }

    private static boolean isOurs(Class<?> dialect) {
        for (Class<?> each = dialect; each != null; each = each.getSuperclass()) {
            if (each.getName().equals("io.sepia.dialect.SqliteDialect")) {
                return true;
            }
        }
        return false;
    }

    /** Loaded only where the dialect is. */
    private static final class OfSqlite {
        static void integrate(Metadata metadata, SessionFactoryImplementor factory) {
            SqliteDialect dialect = (SqliteDialect) factory.getJdbcServices().getDialect();
            for (Namespace namespace : metadata.getDatabase().getNamespaces()) {
                namespace.getTables().forEach(dialect.constraintErrors()::add);
                namespace.getTables().forEach(DecimalChecks::rewrite);
            }
            factory.addObserver(new DecimalColumns(metadata));
        }
    }
}

package io.sepia.internal.backend.jpa;

import java.util.Locale;
import java.util.Map;
import org.hibernate.boot.registry.StandardServiceInitiator;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.TransactionSettings;
import org.hibernate.engine.jdbc.spi.JdbcServices;
import org.hibernate.resource.transaction.backend.jdbc.internal.JdbcResourceLocalTransactionCoordinatorBuilderImpl;
import org.hibernate.service.spi.ServiceRegistryImplementor;
import org.jspecify.annotations.Nullable;

/**
 * A persistence unit with connections of its own to SQLite, and the dialect of this library. Ids, query timeouts and
 * lock timeouts work there as on other databases, which the driver alone does not provide. See decision 0142.
 */
public final class PoolUnit {
    private PoolUnit() {}

    /** Installs the services in a unit whose dialect is {@code io.sepia.dialect.SqliteDialect} or extends it. */
    public static void install(StandardServiceRegistryBuilder builder) {
        Map<String, Object> settings = builder.getSettings();
        LockTimeouts.check(settings);
        builder.addInitiator(new StandardServiceInitiator<JdbcServices>() {
            @Override
            public Class<JdbcServices> getServiceInitiated() {
                return JdbcServices.class;
            }

            @Override
            public JdbcServices initiateService(Map<String, Object> values, ServiceRegistryImplementor registry) {
                return new PoolStatements(registry);
            }
        });
        if (isResourceLocal(settings.get(TransactionSettings.TRANSACTION_COORDINATOR_STRATEGY))) {
            LocalTransactions.preferConcurrentOptimizer(builder);
            builder.applySetting(TransactionSettings.TRANSACTION_COORDINATOR_STRATEGY, new PoolTransactions());
        }
    }

    private static boolean isResourceLocal(@Nullable Object strategy) {
        if (strategy == null || strategy instanceof JdbcResourceLocalTransactionCoordinatorBuilderImpl) {
            return true;
        }
        String name = strategy instanceof Class<?> type ? type.getName() : String.valueOf(strategy);
        return name.toLowerCase(Locale.ROOT).equals(JdbcResourceLocalTransactionCoordinatorBuilderImpl.SHORT_NAME)
                || name.equals(JdbcResourceLocalTransactionCoordinatorBuilderImpl.class.getName());
    }
}

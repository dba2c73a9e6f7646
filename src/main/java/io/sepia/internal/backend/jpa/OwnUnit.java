package io.sepia.internal.backend.jpa;

import io.sepia.internal.backend.sqlite.connection.SqliteConnectionProvider;
import io.sepia.jpa.StoredObject;
import jakarta.persistence.SharedCacheMode;
import jakarta.persistence.ValidationMode;
import java.util.HashMap;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.boot.registry.StandardServiceRegistry;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.community.dialect.SQLiteDialect;
import org.hibernate.engine.jdbc.connections.spi.DatabaseConnectionInfo;
import org.hibernate.engine.jdbc.env.internal.JdbcEnvironmentInitiator;
import org.hibernate.engine.transaction.jta.platform.internal.NoJtaPlatform;
import org.hibernate.engine.transaction.jta.platform.spi.JtaPlatform;
import org.hibernate.resource.jdbc.spi.PhysicalConnectionHandlingMode;

/**
 * The unit of a store in a file of its own, or in a database that is not in a unit of an application. It is made
 * without JPA's bootstrap, and so that it logs nothing of what an application neither chose nor can change. See
 * decision 0214.
 */
final class OwnUnit {
    private OwnUnit() {}

    /** Returns whether the process has settings for all of Hibernate's units, which concern the first transaction. */
    static boolean isConfigured() {
        return System.getProperties().stringPropertyNames().stream().anyMatch(each -> each.startsWith("hibernate."))
                || OwnUnit.class.getResource("/hibernate.properties") != null;
    }

    static SessionFactory open(SqliteConnectionProvider provider) {
        return open(registry()
                .applySetting("hibernate.connection.provider_class", provider)
                .applySetting("hibernate.connection.provider_disables_autocommit", true)
                .applySetting(
                        JdbcSettings.CONNECTION_HANDLING,
                        PhysicalConnectionHandlingMode.DELAYED_ACQUISITION_AND_RELEASE_AFTER_TRANSACTION)
                .applySetting("hibernate.dialect", SQLiteDialect.class.getName())
                .applySetting("hibernate.boot.allow_jdbc_metadata_access", false));
    }

    /** Opens a unit with these properties, which name the database. */
    static SessionFactory open(Map<String, ?> properties) {
        return open(registry().applySettings(new HashMap<>(properties)));
    }

    private static StandardServiceRegistryBuilder registry() {
        return new StandardServiceRegistryBuilder(
                        new BootstrapServiceRegistryBuilder().enableAutoClose().build())
                .enableAutoClose()
                .applySetting("jakarta.persistence.sharedCache.mode", SharedCacheMode.NONE)
                .applySetting("jakarta.persistence.validation.mode", ValidationMode.NONE)
                .applySetting("hibernate.hbm2ddl.auto", "none")
                .applySetting("hibernate.cache.use_second_level_cache", false)
                .applySetting("hibernate.cache.use_query_cache", false)
                .addService(JtaPlatform.class, NoJtaPlatform.INSTANCE)
                .addInitiator(new SilentEnvironment());
    }

    private static SessionFactory open(StandardServiceRegistryBuilder builder) {
        StandardServiceRegistry registry = builder.build();
        try {
            return new MetadataSources(registry)
                    .addAnnotatedClass(StoredObject.class)
                    .buildMetadata()
                    .buildSessionFactory();
        } catch (RuntimeException e) {
            StandardServiceRegistryBuilder.destroy(registry);
            throw e;
        }
    }

    /** Logs no description of the connections, which are the store's, and of the URL, which may contain a password. */
    private static final class SilentEnvironment extends JdbcEnvironmentInitiator {
        @Override
        protected void logConnectionInfo(DatabaseConnectionInfo info) {
            // They are described by the store's statistics.
        }
    }
}

package io.sepia.internal.backend.jpa;

import io.sepia.error.ConfigurationException;
import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.sqlite.SqliteSchema;
import io.sepia.internal.backend.sqlite.connection.SqliteConnectionProvider;
import io.sepia.internal.backend.sqlite.connection.SqliteConnectionProvider.Lock;
import io.sepia.internal.backend.sqlite.connection.SqliteConnections;
import io.sepia.internal.backend.sqlite.connection.SqliteFile;
import io.sepia.internal.backend.sqlite.connection.SqliteSettings;
import io.sepia.internal.backend.sqlite.connection.UnitFile;
import io.sepia.internal.option.Option;
import io.sepia.internal.option.Options;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.boot.registry.StandardServiceInitiator;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.MultiTenancySettings;
import org.hibernate.cfg.TransactionSettings;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.resource.jdbc.spi.PhysicalConnectionHandlingMode;
import org.hibernate.service.spi.ServiceRegistryImplementor;
import org.jspecify.annotations.Nullable;

/**
 * A persistence unit whose only database setting is {@code sepia.database_path}. It uses the connections of a SQLite
 * store in that file, also for the application's own EntityManagers: one connection that writes and several that read.
 * Each transaction of an EntityManager takes the writing connection, and so queues for the write lock; a session that
 * was opened read-only takes a reading connection. See decision 0013.
 */
public final class EmbeddedUnit implements StandardServiceInitiator<ConnectionProvider> {
    private static final System.Logger LOG = System.getLogger(EmbeddedUnit.class.getName());
    private static final String PATH_PROPERTY = UnitOptions.PREFIX + SqliteSettings.DATABASE_PATH.name();
    private static final String DIALECT = "io.sepia.dialect.SqliteDialect";
    private static final List<Option<?>> OPTIONS = Stream.of(
                    UnitOptions.ALL, List.of(UnitOptions.DEFERRED_LOCK), SqliteSettings.ALL)
            .<Option<?>>flatMap(List::stream)
            .toList();
    /** The options of a unit that has its own connections. */
    private static final List<Option<?>> OF_OTHERS = Stream.concat(
                    UnitOptions.ALL.stream(), Stream.of(UnitOptions.CLOSE_TIMEOUT, Deadline.QUERY_TIMEOUT))
            .toList();

    /** The settings that define where connections come from. */
    private static final List<String> DATABASES = List.of(
            JdbcSettings.JAKARTA_JDBC_URL,
            "javax.persistence.jdbc.url",
            "hibernate.connection.url",
            "hibernate.connection.datasource",
            JdbcSettings.CONNECTION_PROVIDER,
            JdbcSettings.JAKARTA_JTA_DATASOURCE,
            JdbcSettings.JAKARTA_NON_JTA_DATASOURCE,
            MultiTenancySettings.MULTI_TENANT_CONNECTION_PROVIDER);

    private final @Nullable UnitFile source;

    /** @param source the open file of the unit; null to open the file that the unit's properties name */
    private EmbeddedUnit(@Nullable UnitFile source) {
        this.source = source;
    }

    /**
     * Opens a file for units. Its connections are those of a unit with the same options. The caller must close it.
     *
     * @param given values by option name without prefix; those that are no options of connections are ignored
     * @throws ConfigurationException if a value is not allowed or there is no path
     */
    public static UnitFile open(Map<String, ?> given) {
        Map<String, Object> own = new HashMap<>(given);
        own.keySet().retainAll(OPTIONS.stream().map(Option::name).toList());
        return new UnitFile(provider(Options.parse(SqliteSettings.OWNER, OPTIONS, own)), own);
    }

    /**
     * Installs the store's connections and dialect in a unit that has set {@code sepia.database_path}, or that has the
     * data source of an open file. Returns whether it has. See decision 0211.
     *
     * @throws ConfigurationException if the unit also names another database, or uses JTA
     */
    public static boolean install(StandardServiceRegistryBuilder builder) {
        Map<String, Object> settings = builder.getSettings();
        UnitFile source = source(settings);
        if (source == null && !isEmbedded(settings)) {
            return false;
        }
        if (source != null) {
            source.options().forEach((name, value) -> builder.applySetting(UnitOptions.PREFIX + name, value));
        }
        if (String.valueOf(settings.get(TransactionSettings.TRANSACTION_COORDINATOR_STRATEGY))
                .toLowerCase(Locale.ROOT)
                .contains("jta")) {
            throw new ConfigurationException("The property " + PATH_PROPERTY + " of " + UnitOptions.owner(settings)
                    + " gives connections that do not take part in JTA transactions. Set the unit's transaction type to"
                    + " RESOURCE_LOCAL, or name a data source instead of the path.");
        }
        if (settings.get(JdbcSettings.DIALECT) == null) {
            builder.applySetting(JdbcSettings.DIALECT, DIALECT);
        }
        LockTimeouts.check(settings);
        LocalTransactions.preferConcurrentOptimizer(builder);
        // The session's connection holds nothing between transactions. Spring declares a transaction as read-only on
        // the connection only if the session keeps it.
        builder.applySetting(
                JdbcSettings.CONNECTION_HANDLING, PhysicalConnectionHandlingMode.DELAYED_ACQUISITION_AND_HOLD);
        builder.applySetting(JdbcSettings.CONNECTION_PROVIDER_DISABLES_AUTOCOMMIT, false);
        builder.applySetting(TransactionSettings.TRANSACTION_COORDINATOR_STRATEGY, new UnitTransactions());
        builder.addInitiator(new EmbeddedUnit(source));
        return true;
    }

    /** Returns the file behind the data source of the unit if it is one of an open file, else null. */
    private static @Nullable UnitFile source(Map<String, Object> settings) {
        for (String each : DATABASES) {
            if (settings.get(each) instanceof DataSource named) {
                try {
                    return named.isWrapperFor(UnitFile.class) ? named.unwrap(UnitFile.class) : null;
                } catch (SQLException | RuntimeException e) {
                    // Such as one that chooses its target by a thread's tenant, and there is none yet.
                    LOG.log(System.Logger.Level.DEBUG, "A data source cannot be examined", e);
                    return null;
                }
            }
        }
        return null;
    }

    private static boolean isEmbedded(Map<String, Object> settings) {
        Object path = settings.get(PATH_PROPERTY);
        if (path == null) {
            return false;
        }
        String other = DATABASES.stream()
                .filter(each -> settings.get(each) != null)
                .findFirst()
                .orElse(null);
        if (other == null) {
            return true;
        }
        if (Objects.equals(path, System.getProperty(PATH_PROPERTY))) {
            return false; // A system property that is meant for another unit.
        }
        throw new ConfigurationException("The property " + PATH_PROPERTY + " of " + UnitOptions.owner(settings)
                + " names a database, and so does " + other + ". Remove one of them.");
    }

    @Override
    public Class<ConnectionProvider> getServiceInitiated() {
        return ConnectionProvider.class;
    }

    /** Opens the file, unless a data source has. The connections are closed with the unit, or with the source. */
    @Override
    public ConnectionProvider initiateService(Map<String, Object> settings, ServiceRegistryImplementor registry) {
        return source != null
                ? source.provider()
                : provider(Options.parse(UnitOptions.owner(settings), OPTIONS, UnitOptions.of(settings, OPTIONS)));
    }

    private static SqliteConnectionProvider provider(Options options) {
        SqliteSettings sqlite = new SqliteSettings(options);
        SqliteFile file = SqliteFile.check(options.get(SqliteSettings.DATABASE_PATH), sqlite.readOnly());
        return new SqliteConnectionProvider(
                file,
                SqliteConnections.open(file, sqlite, SqliteSchema.IN_SHARED_FILE, options.get(UnitOptions.SCHEMA)),
                sqlite,
                options.get(UnitOptions.DEFERRED_LOCK) ? Lock.AT_FIRST_WRITE : Lock.AT_FIRST_STATEMENT);
    }

    /**
     * Returns the options of a store in the unit of {@code provider}; null stands for a unit that has its own
     * connections.
     */
    static List<Option<?>> options(@Nullable SqliteConnectionProvider provider) {
        return provider == null ? OF_OTHERS : OPTIONS;
    }

    /** Returns the connection provider of {@code factory} if its unit is an embedded one, else null. */
    static @Nullable SqliteConnectionProvider provider(SessionFactory factory) {
        ConnectionProvider provider = factory.unwrap(SessionFactoryImplementor.class)
                .getServiceRegistry()
                .getService(ConnectionProvider.class);
        return provider instanceof SqliteConnectionProvider ours ? ours : null;
    }
}

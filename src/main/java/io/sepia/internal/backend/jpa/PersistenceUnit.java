package io.sepia.internal.backend.jpa;

import io.sepia.error.ConfigurationException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.sqlite.connection.SqliteConnectionProvider;
import io.sepia.internal.option.Option;
import io.sepia.internal.option.Options;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.MultiTenancySettings;
import org.hibernate.engine.jdbc.connections.spi.MultiTenantConnectionProvider;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.jpa.HibernatePersistenceProvider;

/** Opens persistence units, and stores in them. */
public final class PersistenceUnit {
    public static final Option<String> NAME =
            Option.text("persistence_unit", "The name of a persistence unit in META-INF/persistence.xml.");

    public static final Option<String> URL = Option.text(
            "jdbc_url", "The JDBC URL of a database, instead of a persistence unit; its driver is on the class path.");
    public static final Option<String> USER =
            Option.text("jdbc_user", "The user of jdbc_url, unless the URL names it.");
    public static final Option<String> PASSWORD = Option.text("jdbc_password", "The password of the user.");

    private static final System.Logger LOG = System.getLogger(PersistenceUnit.class.getName());

    private static final int POOL = 8;

    private PersistenceUnit() {}

    /**
     * Creates the EntityManagerFactory of a unit. The caller must close it.
     *
     * @param properties properties that override the unit's own
     * @throws ConfigurationException if there is no unit of that name for Hibernate
     * @throws StorageFailureException if Hibernate cannot create the factory
     */
    public static EntityManagerFactory open(String name, Map<String, ?> properties) {
        try {
            // Names the provider, since another one may come first on the class path.
            EntityManagerFactory factory =
                    new HibernatePersistenceProvider().createEntityManagerFactory(name, new HashMap<>(properties));
            if (factory == null) {
                throw new ConfigurationException("There is no persistence unit '" + name + "' for Hibernate in any"
                        + " META-INF/persistence.xml on the class path. Correct the name or the unit's <provider>.");
            }
            return factory;
        } catch (PersistenceException e) {
            throw known(e, "Opening the persistence unit '" + name + "'");
        }
    }

    private static StorageException known(PersistenceException error, String doing) {
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof StorageException known) {
                return known;
            }
        }
        return new StorageFailureException(
                doing + " failed: " + OpeningError.reason(error), OpeningError.publicCause(error));
    }

    /**
     * Creates the EntityManagerFactory of a unit without entities of an application. The caller must close it.
     *
     * @param options the values of {@link #URL}, {@link #USER} and {@link #PASSWORD}
     * @param properties properties of the unit
     * @throws StorageFailureException if Hibernate cannot create the factory, for example because nothing answers
     */
    public static EntityManagerFactory open(Options options, Map<String, ?> properties) {
        Map<String, Object> unit = new HashMap<>(properties);
        unit.put(JdbcSettings.JAKARTA_JDBC_URL, options.get(URL));
        unit.put(JdbcSettings.POOL_SIZE, POOL);
        if (options.isGiven(USER)) {
            unit.put(JdbcSettings.JAKARTA_JDBC_USER, options.get(USER));
        }
        if (options.isGiven(PASSWORD)) {
            unit.put(JdbcSettings.JAKARTA_JDBC_PASSWORD, options.get(PASSWORD));
        }
        try {
            return OwnUnit.open(unit);
        } catch (PersistenceException e) {
            throw known(e, "Opening the database at " + OpeningError.withoutSecrets(options.get(URL)));
        }
    }

    /**
     * Returns the options that {@link #store} takes for {@code factory}. The set is closed.
     *
     * @throws ConfigurationException if the provider is not Hibernate
     */
    public static List<Option<?>> options(EntityManagerFactory factory) {
        return EmbeddedUnit.options(EmbeddedUnit.provider(sessions(factory)));
    }

    /**
     * Opens a store in the database of {@code factory} that uses its connections.
     *
     * @param options values by the names of {@link #options}
     * @param owning whether closing the store closes the factory, which stays open if this method throws
     * @throws ConfigurationException if an option is unknown or malformed, or differs from the value that the unit was
     *     opened with and fixes; if the provider is not Hibernate, or the database is not supported
     * @throws io.sepia.error.IncompatibleStoreException if the tables are newer than this library or belong to another
     *     application, or if {@code schema=VALIDATE} finds differences; the message lists all of them
     * @throws StorageFailureException if the database fails
     */
    public static StorageBackend store(EntityManagerFactory factory, Map<String, ?> options, boolean owning) {
        SessionFactory sessions = sessions(factory);
        checkTenants(factory, sessions);
        SqliteConnectionProvider provider = EmbeddedUnit.provider(sessions);
        List<Option<?>> known = EmbeddedUnit.options(provider);
        Map<String, Object> properties = factory.getProperties();
        String owner = UnitOptions.owner(properties);
        Options asked = Options.parse(owner, known, options);
        Options opened = Options.parse(owner, known, UnitOptions.of(properties, known));
        for (Option<?> each : known) {
            boolean decided = provider != null || each == UnitOptions.MAPPING;
            if (decided
                    && asked.isGiven(each)
                    && !(opened.isGiven(each) && opened.get(each).equals(asked.get(each)))) {
                throw new ConfigurationException("Option " + each.name() + " was given to a store in " + owner
                        + ", which is open already. Set it among the properties of the unit: " + UnitOptions.PREFIX
                        + each.name() + ".");
            }
        }
        return provider == null
                ? JpaStorage.open(
                        sessions,
                        asked.get(UnitOptions.SCHEMA),
                        owning,
                        Clock.systemUTC(),
                        asked.get(UnitOptions.CLOSE_TIMEOUT),
                        asked.get(Deadline.QUERY_TIMEOUT))
                : SqliteStorage.within(provider, sessions, opened.get(UnitOptions.SCHEMA), owning);
    }

    /** A store is in one database: what it knows of indexes and rules would be wrong in another one. */
    private static void checkTenants(EntityManagerFactory factory, SessionFactory sessions) {
        boolean tenants = sessions.unwrap(SessionFactoryImplementor.class)
                        .getServiceRegistry()
                        .getService(MultiTenantConnectionProvider.class)
                != null;
        if (tenants) {
            throw new ConfigurationException("The connections of " + UnitOptions.owner(factory.getProperties())
                    + " depend on the tenant (" + MultiTenancySettings.MULTI_TENANT_CONNECTION_PROVIDER
                    + "), and a store is in one database. Open a store for each tenant, in a unit whose connections are"
                    + " the tenant's, or distinguish tenants by @TenantId.");
        }
    }

    /** Returns Hibernate's own factory behind a container's proxy, whose sessions belong to the former. */
    static SessionFactory sessions(EntityManagerFactory factory) {
        try {
            // Spring's proxy is a SessionFactory, and returns itself if it is asked for one.
            SessionFactory sessions = factory.unwrap(SessionFactoryImplementor.class);
            if (sessions != null) {
                return sessions;
            }
        } catch (PersistenceException e) {
            LOG.log(System.Logger.Level.DEBUG, "The factory is not Hibernate's", e);
        }
        throw new ConfigurationException("The EntityManagerFactory is a "
                + factory.getClass().getName() + ", and the store needs one of Hibernate 7.");
    }
}

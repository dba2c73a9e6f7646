package io.sepia.internal.backend.jpa;

import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendStats;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Capability;
import io.sepia.internal.backend.ExternalCommits;
import io.sepia.internal.backend.Scrubbing;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.hibernate.CallerSessions;
import io.sepia.internal.backend.hibernate.GroupCommit;
import io.sepia.internal.backend.hibernate.IdleSessions;
import io.sepia.internal.backend.hibernate.Lifetime;
import io.sepia.internal.backend.hibernate.OwnSession;
import io.sepia.internal.backend.hibernate.StoreSession;
import io.sepia.internal.backend.sql.JpaTransaction;
import io.sepia.internal.backend.sql.Preparation;
import io.sepia.internal.backend.sql.ReferenceEntry;
import io.sepia.internal.backend.sql.SchemaAction;
import io.sepia.internal.backend.sql.StoreRules;
import io.sepia.internal.backend.sql.TransactionSession;
import io.sepia.internal.backend.sqlite.SqliteDatabase;
import io.sepia.internal.backend.sqlite.SqliteSchema;
import io.sepia.internal.backend.sqlite.connection.SqliteConnectionProvider;
import io.sepia.internal.backend.sqlite.connection.SqliteConnections;
import io.sepia.internal.backend.sqlite.connection.SqliteErrors;
import io.sepia.internal.backend.sqlite.connection.SqliteFile;
import io.sepia.internal.backend.sqlite.connection.SqliteSettings;
import io.sepia.internal.option.Option;
import io.sepia.internal.option.Options;
import io.sepia.jpa.StoredObject;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.SharedCacheMode;
import jakarta.persistence.ValidationMode;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.community.dialect.SQLiteDialect;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.jpa.HibernatePersistenceProvider;
import org.hibernate.resource.jdbc.spi.PhysicalConnectionHandlingMode;
import org.jspecify.annotations.Nullable;

/**
 * Documents in one SQLite file, through JPA. The file is the store: no server, no other files while it is closed.
 *
 * <p>One transaction at a time writes, in the order of arrival; others wait for it up to {@code busy_timeout}. Readers
 * never wait for the writer (with {@code journal_mode=WAL}, the default) and see the file as it was when they first
 * read. Several stores, in this process or in others, may be open on one file of this machine.
 *
 * <p>A commit has reached the disk when it returns ({@code synchronous=FULL}, the default). {@link #close} waits for
 * running transactions as long as {@code busy_timeout}; those that take longer are stopped, even within a statement,
 * and rolled back.
 */
public final class SqliteStorage implements StorageBackend {
    private static final System.Logger LOG = System.getLogger(SqliteStorage.class.getName());

    /** How long statements that were stopped have to get out of the way. */
    private static final long STOP_MILLIS = 500;

    private final SqliteFile file;
    private final SqliteConnections connections;
    private final SqliteConnectionProvider provider;
    private final SessionFactory sessions;
    private final SqliteSettings settings;
    private final boolean owning;
    private final Clock clock;
    private final Lifetime lifetime;
    private final GroupCommit group;
    private final CallerSessions callers;
    private final IdleSessions idle;
    private final List<Capability> capabilities;

    private SqliteStorage(SqliteConnectionProvider provider, SessionFactory sessions, boolean owning, Clock clock) {
        this.file = provider.file();
        this.connections = provider.connections();
        this.provider = provider;
        this.sessions = sessions;
        this.idle = new IdleSessions(sessions);
        this.settings = provider.settings();
        this.owning = owning;
        this.clock = clock;
        this.lifetime = new Lifetime(file.toString());
        this.group = new GroupCommit(
                deadline -> openSession(Access.READ_WRITE, deadline, () -> {}, () -> {}),
                this::repository,
                connections.recorder(),
                file.toString(),
                settings.busyTimeoutMillis());
        this.callers = new CallerSessions(
                sessions,
                SqliteDatabase.INSTANCE,
                clock,
                lifetime,
                StoreRules.BY_DATABASE,
                settings.queryTimeoutMillis());
        ExternalCommits commits = connections::lookForCommits;
        Scrubbing scrubbing = this::scrub;
        this.capabilities = List.of(callers, commits, scrubbing);
    }

    /** The options that {@link #open(Map)} takes: a closed set. */
    public static List<Option<?>> options() {
        return SqliteSettings.ALL;
    }

    /**
     * Opens the store in the file {@code database_path}, creating the file if it is not there.
     *
     * @param options values by the names of {@link #options}, as such or as text
     * @throws io.sepia.error.ConfigurationException if an option is unknown, malformed or not kept by SQLite, or the
     *     path is no plain file in an existing directory
     * @throws io.sepia.error.IncompatibleStoreException if the file is not a store, or one of a newer version; it is
     *     left untouched
     * @throws StorageFailureException if the file cannot be read or written
     * @throws io.sepia.error.StorageBusyException if the file was locked for longer than {@code busy_timeout}
     */
    public static SqliteStorage open(Map<String, ?> options) {
        return open(options, Clock.systemUTC());
    }

    static SqliteStorage open(Map<String, ?> options, Clock clock) {
        Options parsed = Options.parse(SqliteSettings.OWNER, SqliteSettings.ALL, options);
        SqliteSettings settings = new SqliteSettings(parsed);
        SqliteFile file = SqliteFile.check(parsed.get(SqliteSettings.DATABASE_PATH), settings.readOnly());
        SqliteConnections connections =
                SqliteConnections.open(file, settings, SqliteSchema.IN_FILE, SchemaAction.CREATE);
        try {
            SqliteConnectionProvider provider = new SqliteConnectionProvider(file, connections, settings);
            return new SqliteStorage(provider, sessions(provider), true, clock).enteringReferences(true);
        } catch (RuntimeException e) {
            try {
                connections.close();
            } catch (SQLException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    /**
     * A store in an application's unit, which has the store's own connections.
     *
     * @param schema what was done about the tables
     * @param owning whether closing the store closes the factory, and with it the connections
     */
    static SqliteStorage within(
            SqliteConnectionProvider provider, SessionFactory factory, SchemaAction schema, boolean owning) {
        SqliteStorage storage = new SqliteStorage(provider, factory, owning, Clock.systemUTC());
        return storage.enteringReferences(schema != SchemaAction.NONE);
    }

    /** Enters what is missing in the table of references, if there is one that may be written. */
    private SqliteStorage enteringReferences(boolean tables) {
        if (tables && !settings.readOnly()) {
            ReferenceEntry.complete(this::begin);
        }
        return this;
    }

    private static SessionFactory sessions(SqliteConnectionProvider provider) {
        HibernatePersistenceConfiguration configuration = new HibernatePersistenceConfiguration("sepia");
        configuration
                .managedClass(StoredObject.class)
                .sharedCacheMode(SharedCacheMode.NONE)
                .validationMode(ValidationMode.NONE)
                .property("hibernate.connection.provider_class", provider)
                .property("hibernate.connection.provider_disables_autocommit", true)
                .property(
                        JdbcSettings.CONNECTION_HANDLING,
                        PhysicalConnectionHandlingMode.DELAYED_ACQUISITION_AND_RELEASE_AFTER_TRANSACTION)
                .property("hibernate.dialect", SQLiteDialect.class.getName())
                .property("hibernate.boot.allow_jdbc_metadata_access", false)
                .property("hibernate.hbm2ddl.auto", "none")
                .property("hibernate.cache.use_second_level_cache", false)
                .property("hibernate.cache.use_query_cache", false);
        // Not by the list of providers on the class path, where another one may stand first.
        return new HibernatePersistenceProvider()
                .createEntityManagerFactory(configuration)
                .unwrap(SessionFactory.class);
    }

    @Override
    public String name() {
        return "sqlite";
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if this thread is in a transaction that writes to the same file and begins another
     */
    @Override
    public JpaTransaction begin(Access access) {
        lifetime.enter();
        try {
            if (access == Access.READ_WRITE) {
                checkWritable();
                callers.checkMayWrite();
                return repository(openSession(
                        access,
                        settings.busyDeadline(),
                        () -> connections.recorder().committed(1),
                        lifetime::leave));
            }
            Runnable ended = connections.reads().begin();
            try {
                return repository(openSession(access, settings.busyDeadline(), () -> {}, () -> {
                    ended.run();
                    lifetime.leave();
                }));
            } catch (Throwable e) {
                ended.run();
                throw e;
            }
        } catch (Throwable e) {
            lifetime.leave();
            throw e;
        }
    }

    @Override
    public <T extends @Nullable Object> T read(Function<? super BackendTransaction, ? extends T> work) {
        lifetime.enter();
        try (OwnSession session = openSession(Access.READ_ONLY, settings.busyDeadline(), () -> {}, () -> {})) {
            return work.apply(repository(session));
        } finally {
            lifetime.leave();
        }
    }

    private OwnSession openSession(Access access, long deadline, Runnable onCommit, Runnable onClose) {
        StoreSession session = beginSession();
        try {
            provider.with(access, deadline, () -> session.doWork(connection -> {}));
            return new OwnSession(
                    session,
                    SqliteDatabase.INSTANCE,
                    access,
                    Preparation.NONE,
                    lifetime,
                    settings.queryTimeoutMillis(),
                    onCommit,
                    onClose);
        } catch (PersistenceException e) {
            StorageException failed = lifetime.failed("Beginning a transaction", e);
            session.abandon(failed);
            throw failed;
        } catch (Throwable e) {
            session.abandon(e);
            throw e;
        }
    }

    private StoreSession beginSession() {
        try {
            return idle.begin();
        } catch (PersistenceException | IllegalStateException e) {
            throw lifetime.failed("Beginning a transaction", e);
        }
    }

    private JpaTransaction repository(TransactionSession session) {
        return new JpaTransaction(
                session, SqliteDatabase.INSTANCE, true, clock, StoreRules.BY_DATABASE, settings.queryTimeoutMillis());
    }

    private void checkWritable() {
        if (settings.readOnly()) {
            throw new StorageFailureException(
                    "The store " + file + " was opened with read_only=true and cannot be written.");
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Works of several threads that meet share one commit.
     *
     * @throws IllegalStateException if this thread is in a transaction that writes to the same file
     */
    @Override
    public <T extends @Nullable Object> T write(Function<? super BackendTransaction, ? extends T> work) {
        lifetime.enter();
        try {
            checkWritable();
            callers.checkMayWrite();
            connections.checkMayWrite();
            return group.run(work);
        } finally {
            lifetime.leave();
        }
    }

    @Override
    public void keepChanges(boolean keep) {
        if (this.<Boolean>read(transaction -> transaction.changes().isKept()) == keep) {
            return;
        }
        try (JpaTransaction transaction = begin(Access.READ_WRITE)) {
            transaction.keepChanges(keep);
            transaction.commit();
        }
    }

    /** Writes the file anew without what is not used any more, and empties the write-ahead log. */
    private void scrub() {
        lifetime.enter();
        try {
            checkWritable();
            callers.checkMayWrite();
            connections.checkMayWrite();
            connections.scrub();
        } finally {
            lifetime.leave();
        }
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        return Capability.find(type, capabilities);
    }

    @Override
    public BackendStats stats() {
        lifetime.enter();
        try {
            return connections.stats();
        } catch (SQLException e) {
            throw SqliteErrors.translate("Examining " + file, e);
        } finally {
            lifetime.leave();
        }
    }

    /** The factory behind this store, whose entity managers may write. */
    public SessionFactory sessions() {
        return sessions;
    }

    @Override
    public void close() {
        if (!lifetime.close()) {
            return;
        }
        int running = lifetime.awaitEnd(settings.busyTimeoutMillis());
        if (running > 0 && owning) {
            connections.stop();
            running = lifetime.awaitEndUninterrupted(STOP_MILLIS);
        }
        if (running > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Closing {0} while {1} transaction(s) are running; they will be rolled back. Open reads: {2}",
                    file,
                    running,
                    connections.reads().describe());
        }
        // Hibernate must be there for those that have not ended: they give their connections back through it.
        lifetime.atEnd(owning ? this::release : idle::close);
    }

    private void release() {
        try {
            idle.close();
            sessions.close();
        } catch (PersistenceException e) {
            throw new StorageFailureException("Closing the store " + file + " failed: " + e.getMessage(), e);
        } finally {
            closeConnections();
        }
    }

    private void closeConnections() {
        try {
            connections.close();
        } catch (SQLException e) {
            throw SqliteErrors.translate("Closing the store " + file, e);
        }
    }

    /** The backend's name and the path of its file. */
    @Override
    public String toString() {
        return name() + ":" + file;
    }
}

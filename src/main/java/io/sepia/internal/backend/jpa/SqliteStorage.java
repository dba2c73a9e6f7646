package io.sepia.internal.backend.jpa;

import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendStats;
import io.sepia.internal.backend.BackendTransaction;
import io.sepia.internal.backend.Capability;
import io.sepia.internal.backend.ExternalCommits;
import io.sepia.internal.backend.PromptWriting;
import io.sepia.internal.backend.Scrubbing;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.hibernate.CallerSessions;
import io.sepia.internal.backend.hibernate.GroupCommit;
import io.sepia.internal.backend.hibernate.Lifetime;
import io.sepia.internal.backend.hibernate.OwnSession;
import io.sepia.internal.backend.hibernate.StoreSession;
import io.sepia.internal.backend.sql.Completion;
import io.sepia.internal.backend.sql.JpaTransaction;
import io.sepia.internal.backend.sql.Preparation;
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
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * A store in one SQLite file, accessed through JPA. The file is the whole store: there is no server, and no other file
 * exists while the store is closed.
 *
 * <p>One transaction writes at a time, in the order of arrival; others wait for it up to {@code busy_timeout}. With
 * {@code journal_mode=WAL}, the default, readers never wait for the writer, and they see the file as of their first
 * read. Several stores, in this process or in other processes of this machine, may be open on one file.
 *
 * <p>With {@code synchronous=FULL}, the default, a commit has reached the disk when it returns. {@link #close} waits
 * for running transactions up to {@code busy_timeout}; it then interrupts the remaining ones, even within a statement,
 * and rolls them back. See decisions 0013 and 0090.
 */
public final class SqliteStorage implements StorageBackend {
    private static final System.Logger LOG = System.getLogger(SqliteStorage.class.getName());
    /** How long {@link #close} waits for interrupted statements to end. */
    private static final long STOP_MILLIS = 500;
    /** How long work waits for the write lock that can be done later. */
    private static final long PROMPT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final SqliteFile file;
    private final SqliteConnections connections;
    private final SqliteConnectionProvider provider;
    private final SqliteSessions sessions;
    private final SqliteSettings settings;
    private final boolean owning;
    private final Clock clock;
    private final Lifetime lifetime;
    private final GroupCommit group;
    private final CallerSessions callers;
    private final Runnable endRecovery;
    private final List<Capability> capabilities;

    private SqliteStorage(
            SqliteConnectionProvider provider, SqliteSessions sessions, boolean owning, boolean inUnit, Clock clock) {
        this.file = provider.file();
        this.connections = provider.connections();
        this.provider = provider;
        this.sessions = sessions;
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
                sessions::factory,
                SqliteDatabase.INSTANCE,
                clock,
                lifetime,
                StoreRules.BY_DATABASE,
                settings.queryTimeoutMillis());
        this.endRecovery = provider.recoverBy(() -> callers.endAbandoned(0));
        Scrubbing scrubbing = this::scrub;
        PromptWriting prompt = this::writePromptly;
        // In a unit, commits of EntityManagers on the same connections do not count as external.
        this.capabilities = inUnit
                ? List.of(callers, scrubbing, prompt, new SqliteBackup(provider))
                : List.of(callers, scrubbing, prompt, new SqliteBackup(provider), (ExternalCommits)
                        connections::lookForCommits);
    }

    /** Returns the options that {@link #open(Map)} takes. The set is closed. */
    public static List<Option<?>> options() {
        return SqliteSettings.ALL;
    }

    /**
     * Opens the store in the file {@code database_path} and creates the file if it does not exist.
     *
     * @param options values by the names of {@link #options}, typed or as text
     * @throws io.sepia.error.ConfigurationException if an option is unknown, malformed or not accepted by SQLite, or if
     *     the path is not a regular file in an existing directory
     * @throws io.sepia.error.IncompatibleStoreException if the file is not a store or has a newer version; it is left
     *     untouched
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
            SqliteConnectionProvider provider = new SqliteConnectionProvider(file, connections, settings, null);
            provider.outliveUnits();
            return new SqliteStorage(provider, SqliteSessions.own(provider), true, false, clock)
                    .enteringReferences(true);
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
     * Opens a store in an application's unit that uses the store's own connections.
     *
     * @param schema what was done about the tables
     * @param owning whether closing the store closes the factory, and with it the connections
     */
    static SqliteStorage within(
            SqliteConnectionProvider provider, SessionFactory factory, SchemaAction schema, boolean owning) {
        SqliteSessions sessions = SqliteSessions.of(provider, factory, owning);
        SqliteStorage storage = new SqliteStorage(provider, sessions, owning, true, Clock.systemUTC());
        return storage.enteringReferences(schema != SchemaAction.NONE);
    }

    /**
     * Enters missing references into their table and builds missing indexes, if {@code tables} says that there is one
     * and the store is not read-only.
     */
    private SqliteStorage enteringReferences(boolean tables) {
        if (tables && !settings.readOnly()) {
            Completion.run(this::begin);
        }
        return this;
    }

    @Override
    public String name() {
        return "sqlite";
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if this thread is in a transaction that writes to the same file and begins another
     *     one
     */
    @Override
    public JpaTransaction begin(Access access) {
        return begin(access, settings.busyDeadline());
    }

    private JpaTransaction begin(Access access, long deadline) {
        lifetime.enter();
        try {
            if (access == Access.READ_WRITE) {
                checkWritable();
                callers.checkMayWrite();
                return repository(openSession(
                        access, deadline, () -> connections.recorder().committed(1), lifetime::leave));
            }
            Runnable ended = connections.reads().begin();
            try {
                return repository(openSession(access, deadline, () -> {}, () -> {
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
        if (access == Access.READ_WRITE) {
            connections.checkMayWrite();
        }
        StoreSession session = provider.with(access, deadline, this::beginSession);
        try {
            provider.with(access, deadline, () -> {
                session.doWork(connection -> {});
                return session;
            });
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
            return sessions.begin();
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
     * <p>Concurrent calls of several threads share one commit. See decision 0020.
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

    private <T extends @Nullable Object> T writePromptly(Function<? super BackendTransaction, ? extends T> work) {
        try (JpaTransaction transaction = begin(Access.READ_WRITE, System.nanoTime() + PROMPT_NANOS)) {
            T result = work.apply(transaction);
            transaction.commit();
            return result;
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

    /** Rewrites the file without its unused content, and empties the write-ahead log. See decision 0057. */
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

    /** Returns the factory of this store, whose EntityManagers may write. */
    public SessionFactory sessions() {
        return sessions.factory();
    }

    @Override
    public void close() {
        if (!lifetime.close()) {
            return;
        }
        endRecovery.run();
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
        // Running transactions return their connections through Hibernate, so it is closed after the last one.
        lifetime.atEnd(owning ? this::release : sessions::close);
    }

    private void release() {
        try {
            sessions.close();
        } catch (PersistenceException e) {
            throw new StorageFailureException("Closing the store " + file + " failed: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return name() + ":" + file;
    }
}

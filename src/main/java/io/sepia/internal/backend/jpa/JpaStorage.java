package io.sepia.internal.backend.jpa;

import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendStats;
import io.sepia.internal.backend.Capability;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.WriteRecorder;
import io.sepia.internal.backend.hibernate.CallerSessions;
import io.sepia.internal.backend.hibernate.HibernateSession;
import io.sepia.internal.backend.hibernate.Lifetime;
import io.sepia.internal.backend.hibernate.OwnSession;
import io.sepia.internal.backend.hibernate.StoreSession;
import io.sepia.internal.backend.sql.Completion;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.JpaTransaction;
import io.sepia.internal.backend.sql.Preparation;
import io.sepia.internal.backend.sql.SchemaAction;
import io.sepia.internal.backend.sql.SharedDatabase;
import io.sepia.internal.backend.sql.StoreRules;
import io.sepia.internal.backend.sql.TransactionSession;
import io.sepia.internal.backend.sql.WriteQueue;
import io.sepia.report.StorageStats.FileStats;
import io.sepia.report.StorageStats.ReadStats;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.SessionFactory;

/**
 * A store in the database of an EntityManagerFactory. It shares the database and the connections with the application.
 * {@link SharedDatabase} defines what differs between databases. See decision 0090.
 *
 * <p>If the database lets several transactions write at a time, a write transaction locks what it loads by key until it
 * ends. If two transactions would wait for each other, one of them fails with a
 * {@link io.sepia.error.StorageBusyException} and must be run again. On other databases, the store's own write
 * transactions queue in this process.
 *
 * <p>If the factory uses JTA, the store's own transactions are JTA transactions too, independent of the thread's
 * transaction.
 */
public final class JpaStorage implements StorageBackend {
    private static final System.Logger LOG = System.getLogger(JpaStorage.class.getName());

    private final SessionFactory sessions;
    private final Database database;
    private final boolean owning;
    private final Clock clock;
    private final long closeTimeout;
    private final long queryTimeout;
    private final Lifetime lifetime = new Lifetime("in the JPA database");
    private final Set<Thread> writing = ConcurrentHashMap.newKeySet();
    private final CallerSessions callers;
    private final WriteRecorder writes = new WriteRecorder();
    private final SharedDatabase shared;
    private final StoreRules rules;
    private final WriteQueue queue;

    private JpaStorage(
            SessionFactory sessions,
            SharedDatabase shared,
            boolean owning,
            Clock clock,
            long closeTimeout,
            long queryTimeout) {
        this.sessions = sessions;
        this.shared = shared;
        this.database = shared.database();
        this.queue = shared.writeQueue();
        this.rules = shared.rules();
        this.owning = owning;
        this.clock = clock;
        this.closeTimeout = closeTimeout;
        this.queryTimeout = queryTimeout;
        this.callers = new CallerSessions(() -> sessions, database, clock, lifetime, rules, queryTimeout);
    }

    /**
     * Opens a store in the database of {@code factory}.
     *
     * @param schema what to do about the tables
     * @param owning whether closing the store closes the factory, which stays open if this method throws
     * @param closeTimeout the milliseconds that {@link #close} waits for running transactions
     * @param queryTimeout the timeout of each read in milliseconds; 0 for none
     * @throws io.sepia.error.ConfigurationException if the provider is not Hibernate or the database is not supported
     * @throws io.sepia.error.IncompatibleStoreException if the tables are newer than this library, or another
     *     application's
     * @throws StorageFailureException if the database fails
     */
    static JpaStorage open(
            EntityManagerFactory factory,
            SchemaAction schema,
            boolean owning,
            Clock clock,
            long closeTimeout,
            long queryTimeout) {
        SessionFactory sessions = PersistenceUnit.sessions(factory);
        JpaStorage storage = new JpaStorage(
                sessions, UnitDatabase.prepare(sessions, schema), owning, clock, closeTimeout, queryTimeout);
        if (schema != SchemaAction.NONE) {
            Completion.run(storage::begin);
        }
        return storage;
    }

    @Override
    public String name() {
        return "jpa";
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if this thread is in a write transaction of this store and begins another one
     */
    @Override
    public JpaTransaction begin(Access access) {
        lifetime.enter();
        try {
            if (access == Access.READ_ONLY) {
                return begin(access, () -> {}, lifetime::leave);
            }
            callers.checkMayWrite();
            Runnable end = queue();
            try {
                Runnable onCommit = () -> {
                    writes.committed(1);
                    end.run();
                };
                return begin(access, onCommit, () -> {
                    end.run();
                    lifetime.leave();
                });
            } catch (Throwable e) {
                end.run();
                throw e;
            }
        } catch (Throwable e) {
            lifetime.leave();
            throw e;
        }
    }

    /**
     * Waits until a write transaction may begin.
     *
     * @return an action that releases the queue for other threads; it must run when the transaction ends, and may run
     *     more than once
     */
    private Runnable queue() {
        Thread thread = Thread.currentThread();
        if (!writing.add(thread)) {
            throw new IllegalStateException("This thread is in a transaction that writes to this store and would"
                    + " wait for itself. Use that transaction, or end it first.");
        }
        try {
            long waited = queue.acquire();
            if (waited > 0) {
                writes.waited(waited);
            }
        } catch (Throwable e) {
            writing.remove(thread);
            throw e;
        }
        AtomicBoolean ended = new AtomicBoolean();
        return () -> {
            if (ended.compareAndSet(false, true)) {
                writing.remove(thread);
                queue.release();
            }
        };
    }

    private JpaTransaction begin(Access access, Runnable onCommit, Runnable onClose) {
        try {
            StoreSession session = HibernateSession.begin(sessions);
            try {
                Preparation preparation = session.doReturningWork(connection -> begin(connection, access));
                TransactionSession own = new OwnSession(
                        session, database, access, preparation, lifetime, queryTimeout, onCommit, onClose);
                return new JpaTransaction(own, database, access == Access.READ_WRITE, clock, rules, queryTimeout);
            } catch (Throwable e) {
                session.abandon(e);
                throw e;
            }
        } catch (PersistenceException | IllegalStateException e) {
            throw lifetime.failed(database, "Beginning a transaction", e);
        }
    }

    private Preparation begin(Connection connection, Access access) {
        try {
            return database.begin(connection, access);
        } catch (SQLException e) {
            throw database.translate(connection, "Beginning a transaction", e);
        }
    }

    @Override
    public void keepChanges(boolean keep) {
        try (JpaTransaction transaction = begin(Access.READ_WRITE)) {
            transaction.keepChanges(keep);
            transaction.commit();
        }
    }

    @Override
    public BackendStats stats() {
        lifetime.enter();
        try {
            Optional<FileStats> file =
                    UnitDatabase.inTransaction(sessions, "Examining the database", shared::fileStats);
            return new BackendStats(writes.stats(), ReadStats.NONE, Optional.empty(), file);
        } finally {
            lifetime.leave();
        }
    }

    /** {@inheritDoc} This backend cannot poll for external commits. */
    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        return Capability.find(type, List.of(callers));
    }

    @Override
    public void close() {
        if (!lifetime.close()) {
            return;
        }
        int running = lifetime.awaitEnd(closeTimeout);
        if (running > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Closing while {0} transaction(s) are running; they will be rolled back",
                    running);
        }
        // Running transactions return their connections through Hibernate, so it is closed after the last one.
        lifetime.atEnd(this::release);
    }

    private void release() {
        queue.leave();
        if (owning) {
            try {
                sessions.close();
            } catch (PersistenceException e) {
                throw new StorageFailureException("Closing the store failed: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public String toString() {
        return name() + ":" + database.name();
    }
}

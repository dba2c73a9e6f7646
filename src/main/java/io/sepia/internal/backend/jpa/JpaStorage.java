package io.sepia.internal.backend.jpa;

import io.sepia.document.HistoryRule;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendStats;
import io.sepia.internal.backend.Capability;
import io.sepia.internal.backend.StorageBackend;
import io.sepia.internal.backend.WriteRecorder;
import io.sepia.internal.backend.h2.H2ChangeRecorder;
import io.sepia.internal.backend.hibernate.CallerSessions;
import io.sepia.internal.backend.hibernate.Lifetime;
import io.sepia.internal.backend.hibernate.OwnSession;
import io.sepia.internal.backend.hibernate.StoreSession;
import io.sepia.internal.backend.sql.ChangeRecorder;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.JpaTransaction;
import io.sepia.internal.backend.sql.ReferenceEntry;
import io.sepia.internal.backend.sql.ReferenceGate;
import io.sepia.internal.backend.sql.SchemaAction;
import io.sepia.internal.backend.sql.TransactionSession;
import io.sepia.report.StorageStats.FileStats;
import io.sepia.report.StorageStats.ReadStats;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Documents in the database of an EntityManagerFactory, beside the application's own tables and through its own
 * connections. So far that database is H2 or SQLite.
 *
 * <p>On H2, transactions that write run beside each other. What one of them loads by key stays as it is until it ends;
 * where two would wait for each other, one gets a {@link io.sepia.error.StorageBusyException} and is to be run again.
 *
 * <p>On SQLite one transaction at a time writes; the store's own take turns. What the connections are missing for that
 * to work well, such as the journal mode WAL, is told in the log. The file is one that {@link SqliteStorage} opens too.
 *
 * <p>Where the factory uses JTA, the store's own transactions are of JTA too, and apart from the one that the thread is
 * in.
 */
public final class JpaStorage implements StorageBackend {
    private static final System.Logger LOG = System.getLogger(JpaStorage.class.getName());
    private static final long CLOSE_MILLIS = 5_000;

    private final SessionFactory sessions;
    private final Database database;
    private final boolean owning;
    private final Clock clock;
    private final long queryTimeout;
    private final Lifetime lifetime = new Lifetime("in the JPA database");
    private final ChangeRecorder recorder;
    private final Set<Thread> writing = ConcurrentHashMap.newKeySet();
    private final CallerSessions callers;
    private final WriteRecorder writes = new WriteRecorder();
    private final @Nullable SqliteUnit sqlite;
    private final SqliteUnit.@Nullable Turns turns;
    private final @Nullable ReferenceGate gate;

    private JpaStorage(SessionFactory sessions, UnitDatabase unit, boolean owning, Clock clock, long queryTimeout) {
        this.sessions = sessions;
        this.database = unit.database();
        this.sqlite = unit.sqlite();
        this.turns = sqlite == null ? null : sqlite.turns();
        this.gate = unit.gate();
        this.owning = owning;
        this.clock = clock;
        this.queryTimeout = queryTimeout;
        this.recorder = turns == null ? new H2ChangeRecorder() : ChangeRecorder.NONE;
        this.callers = new CallerSessions(sessions, database, clock, lifetime, recorder, queryTimeout, gate);
    }

    /**
     * A store in the database of {@code factory}, whose tables are created if they are missing. Closing the store
     * leaves the factory open.
     *
     * @throws io.sepia.error.ConfigurationException if the provider is not Hibernate or the database is not supported
     * @throws io.sepia.error.IncompatibleStoreException if the tables are newer than this library, or another
     *     application's
     * @throws StorageFailureException if the database fails
     */
    public static JpaStorage over(EntityManagerFactory factory) {
        return open(factory, false, Clock.systemUTC());
    }

    /** As {@link #over}; closing the store closes the factory. It stays open if this method throws. */
    public static JpaStorage owning(EntityManagerFactory factory) {
        return open(factory, true, Clock.systemUTC());
    }

    static JpaStorage open(EntityManagerFactory factory, boolean owning, Clock clock) {
        return open(factory, SchemaAction.CREATE, owning, clock, 0);
    }

    /**
     * As {@link #over}.
     *
     * @param schema what to do about the tables
     * @param owning whether closing the store closes the factory, which stays open if this method throws
     * @param queryTimeout how many milliseconds each read may take; 0 for as long as it takes
     */
    static JpaStorage open(
            EntityManagerFactory factory, SchemaAction schema, boolean owning, Clock clock, long queryTimeout) {
        SessionFactory sessions = PersistenceUnit.sessions(factory);
        JpaStorage storage =
                new JpaStorage(sessions, UnitDatabase.prepare(sessions, schema), owning, clock, queryTimeout);
        if (storage.recorder instanceof H2ChangeRecorder h2) {
            h2.switchTo(storage.read(transaction -> transaction.changes().isKept()));
            storage.<Map<String, HistoryRule>>read(
                            transaction -> transaction.generations().rules())
                    .keySet()
                    .forEach(h2::keepsOf);
        }
        if (schema != SchemaAction.NONE) {
            ReferenceEntry.complete(storage::begin);
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
     * @throws IllegalStateException if this thread is in a transaction of this store that writes and begins another
     */
    @Override
    public JpaTransaction begin(Access access) {
        lifetime.enter();
        try {
            if (access == Access.READ_ONLY) {
                return begin(access, () -> {}, () -> {}, lifetime::leave);
            }
            callers.checkMayWrite();
            Turn turn = takeTurn();
            try {
                Runnable onCommit = () -> {
                    writes.committed(1);
                    turn.end().run();
                };
                return begin(access, turn.alone(), onCommit, () -> {
                    turn.end().run();
                    lifetime.leave();
                });
            } catch (Throwable e) {
                turn.end().run();
                throw e;
            }
        } catch (Throwable e) {
            lifetime.leave();
            throw e;
        }
    }

    /**
     * The right to write.
     *
     * @param alone waits until nobody else has it
     * @param end to be run at the end of the transaction; lets others begin
     */
    private record Turn(Runnable alone, Runnable end) {}

    /** Waits until a transaction that writes may begin. */
    private Turn takeTurn() {
        Thread thread = Thread.currentThread();
        if (!writing.add(thread)) {
            throw new IllegalStateException("This thread is in a transaction that writes to this store and would"
                    + " wait for itself. Use that transaction, or end it first.");
        }
        try {
            if (turns != null) {
                long waited = turns.acquire();
                if (waited > 0) {
                    writes.waited(waited);
                }
            }
        } catch (Throwable e) {
            writing.remove(thread);
            throw e;
        }
        ReferenceGate.Pass pass = gate == null ? null : gate.enter();
        AtomicBoolean ended = new AtomicBoolean();
        Runnable end = () -> {
            if (ended.compareAndSet(false, true)) {
                writing.remove(thread);
                if (turns != null) {
                    turns.release();
                }
                if (pass != null) {
                    pass.leave();
                }
            }
        };
        return new Turn(pass == null ? () -> {} : pass::alone, end);
    }

    private JpaTransaction begin(Access access, Runnable alone, Runnable onCommit, Runnable onClose) {
        try {
            StoreSession session = StoreSession.begin(sessions);
            try {
                session.doWork(connection -> begin(connection, access));
                TransactionSession own =
                        new OwnSession(session, database, access, lifetime, queryTimeout, alone, onCommit, onClose);
                return new JpaTransaction(own, database, access == Access.READ_WRITE, clock, recorder, queryTimeout);
            } catch (Throwable e) {
                session.abandon(e);
                throw e;
            }
        } catch (PersistenceException | IllegalStateException e) {
            throw lifetime.failed("Beginning a transaction", e);
        }
    }

    private void begin(Connection connection, Access access) {
        try {
            database.begin(connection, access);
        } catch (SQLException e) {
            throw database.translate(connection, "Beginning a transaction", e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>To be called while nobody writes to the database. Other stores that are open on it take no notice, so open
     * them afterwards.
     */
    @Override
    public void keepChanges(boolean keep) {
        try (JpaTransaction transaction = begin(Access.READ_WRITE)) {
            if (recorder instanceof H2ChangeRecorder h2) {
                transaction.keepChanges(keep);
                transaction.commit();
                h2.switchTo(keep);
            } else {
                transaction.keepChanges(keep);
                transaction.commit();
            }
        }
    }

    @Override
    public BackendStats stats() {
        lifetime.enter();
        try {
            Optional<FileStats> file = Optional.ofNullable(sqlite).map(each -> each.stats(sessions));
            return new BackendStats(writes.stats(), ReadStats.NONE, Optional.empty(), file);
        } finally {
            lifetime.leave();
        }
    }

    /** {@inheritDoc} The database does not tell when others have committed. */
    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
        return Capability.find(type, List.of(callers));
    }

    @Override
    public void close() {
        if (!lifetime.close()) {
            return;
        }
        int running = lifetime.awaitEnd(CLOSE_MILLIS);
        if (running > 0) {
            LOG.log(System.Logger.Level.WARNING, "Closing while {0} transaction(s) are running", running);
        }
        if (turns != null) {
            turns.leave();
        }
        if (owning) {
            try {
                sessions.close();
            } catch (PersistenceException e) {
                throw new StorageFailureException("Closing the store failed: " + e.getMessage(), e);
            }
        }
    }

    /** The backend's name and the database behind it. */
    @Override
    public String toString() {
        return name() + ":" + database.name();
    }
}

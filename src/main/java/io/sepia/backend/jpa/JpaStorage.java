package io.sepia.backend.jpa;

import io.sepia.backend.Access;
import io.sepia.backend.ForeignCommits;
import io.sepia.backend.StorageBackend;
import io.sepia.error.ConfigurationException;
import io.sepia.error.StorageFailureException;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * Documents in the database of an EntityManagerFactory, beside the application's own tables. So far that database is
 * H2; SQLite files are the business of {@link SqliteStorage}.
 *
 * <p>Transactions that write run beside each other. What one of them loads by key stays as it is until it ends; where
 * two would wait for each other, one gets a {@link io.sepia.error.StorageBusyException} and is to be run again.
 */
public final class JpaStorage implements StorageBackend {
    private static final System.Logger LOG = System.getLogger(JpaStorage.class.getName());
    private static final long CLOSE_MILLIS = 5_000;

    private final SessionFactory sessions;
    private final Database database;
    private final boolean owning;
    private final Clock clock;
    private final Lifetime lifetime = new Lifetime("in the JPA database");
    private final H2ChangeRecorder recorder = new H2ChangeRecorder();
    private final Set<Thread> writing = ConcurrentHashMap.newKeySet();

    private JpaStorage(SessionFactory sessions, Database database, boolean owning, Clock clock) {
        this.sessions = sessions;
        this.database = database;
        this.owning = owning;
        this.clock = clock;
    }

    /**
     * A store in the database of {@code factory}, whose tables are created if they are missing. Closing the store
     * leaves the factory open.
     *
     * @throws ConfigurationException if the provider is not Hibernate or the database is not supported
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
        if (!(factory instanceof SessionFactory) && !isHibernate(factory)) {
            throw new ConfigurationException("The EntityManagerFactory is a "
                    + factory.getClass().getName() + ", and the store needs one of Hibernate 7.");
        }
        SessionFactory sessions = factory.unwrap(SessionFactory.class);
        JpaStorage storage = new JpaStorage(sessions, prepare(sessions), owning, clock);
        storage.recorder.switchTo(
                storage.read(transaction -> transaction.changes().isKept()));
        return storage;
    }

    private static boolean isHibernate(EntityManagerFactory factory) {
        try {
            return factory.unwrap(SessionFactory.class) != null;
        } catch (PersistenceException e) {
            return false;
        }
    }

    private static Database prepare(SessionFactory sessions) {
        try {
            Session session = Sessions.begin(sessions);
            try {
                Database database = session.doReturningWork(JpaStorage::prepare);
                session.getTransaction().commit();
                session.close();
                return database;
            } catch (Throwable e) {
                Sessions.abandon(session, e);
                throw e;
            }
        } catch (PersistenceException e) {
            throw new StorageFailureException("Preparing the tables failed: " + e.getMessage(), e);
        }
    }

    private static Database prepare(Connection connection) throws SQLException {
        Database database = recognise(connection.getMetaData().getDatabaseProductName());
        try {
            ServerSchema.migrate(connection, database);
        } catch (SQLException e) {
            throw database.translate(connection, "Preparing the tables", e);
        }
        return database;
    }

    private static Database recognise(@Nullable String product) {
        String name = product == null ? "" : product;
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "h2" -> H2Database.INSTANCE;
            case "sqlite" ->
                throw new ConfigurationException("The database is SQLite, which needs connections of its own kind."
                        + " Open its file with the backend sqlite.");
            default ->
                throw new ConfigurationException("The database '" + name + "' is not supported. Supported is H2.");
        };
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
            Thread thread = Thread.currentThread();
            boolean writes = access == Access.READ_WRITE;
            if (writes && !writing.add(thread)) {
                throw new IllegalStateException("This thread is in a transaction that writes to this store and would"
                        + " wait for itself. Use that transaction, or end it first.");
            }
            try {
                return begin(access, () -> {
                    if (writes) {
                        writing.remove(thread);
                    }
                    lifetime.leave();
                });
            } catch (Throwable e) {
                if (writes) {
                    writing.remove(thread);
                }
                throw e;
            }
        } catch (Throwable e) {
            lifetime.leave();
            throw e;
        }
    }

    private JpaTransaction begin(Access access, Runnable onClose) {
        try {
            Session session = Sessions.begin(sessions);
            try {
                session.doWork(connection -> database.begin(connection, access));
                TransactionSession own = new OwnSession(session, database, access, lifetime, onClose);
                return new JpaTransaction(own, database, access == Access.READ_WRITE, clock, recorder);
            } catch (Throwable e) {
                Sessions.abandon(session, e);
                throw e;
            }
        } catch (PersistenceException | IllegalStateException e) {
            throw new StorageFailureException("Beginning a transaction failed: " + e.getMessage(), e);
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
            transaction.keepChanges(keep, List.of(), List.of());
            transaction.commit();
        }
        recorder.switchTo(keep);
    }

    /** Empty: the database does not say when others have committed. */
    @Override
    public Optional<ForeignCommits> foreignCommits() {
        return Optional.empty();
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

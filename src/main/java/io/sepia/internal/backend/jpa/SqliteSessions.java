package io.sepia.internal.backend.jpa;

import io.sepia.error.StorageClosedException;
import io.sepia.internal.backend.EndSteps;
import io.sepia.internal.backend.hibernate.ConnectionSession;
import io.sepia.internal.backend.hibernate.IdleSessions;
import io.sepia.internal.backend.hibernate.StoreSession;
import io.sepia.internal.backend.sqlite.connection.SqliteConnectionProvider;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a store's own transactions on its SQLite connections. A store in a file of its own makes its session
 * factory on another thread, once it has been open for a while; until then its transactions use the connections without
 * Hibernate. Thread-safe. See decision 0312.
 */
final class SqliteSessions {
    private static final System.Logger LOG = System.getLogger(SqliteSessions.class.getName());
    /** Programs that end earlier never load Hibernate. */
    private static final long DELAY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final System.Logger SQL = System.getLogger("org.hibernate.SQL");

    private final SqliteConnectionProvider provider;
    private final boolean owning;
    private final boolean inUnit;
    private final long due;
    private final AtomicBoolean started = new AtomicBoolean();
    /** Held while the factory is being made, which may take seconds. */
    private final Object making = new Object();

    private volatile @Nullable IdleSessions idle;
    private @Nullable SessionFactory factory;
    private boolean closed;

    private SqliteSessions(SqliteConnectionProvider provider, boolean owning, boolean inUnit, long delayNanos) {
        this.provider = provider;
        this.owning = owning;
        this.inUnit = inUnit;
        this.due = System.nanoTime() + delayNanos;
    }

    /**
     * Returns the sessions of a unit's factory.
     *
     * @param owning whether the unit is closed with the store
     */
    static SqliteSessions of(SqliteConnectionProvider provider, SessionFactory factory, boolean owning) {
        SqliteSessions sessions = new SqliteSessions(provider, owning, true, 0);
        sessions.factory = factory;
        sessions.idle = new IdleSessions(factory);
        return sessions;
    }

    /** Returns the sessions of a store in a file of its own, which are closed with the store. */
    static SqliteSessions own(SqliteConnectionProvider provider) {
        return own(provider, DELAY_NANOS);
    }

    static SqliteSessions own(SqliteConnectionProvider provider, long delayNanos) {
        SqliteSessions sessions = new SqliteSessions(provider, true, false, delayNanos);
        if (OwnUnit.isConfigured()) {
            sessions.factory();
        }
        return sessions;
    }

    /** Begins a transaction. */
    StoreSession begin() {
        IdleSessions ready = idle;
        if (ready != null) {
            return ready.begin();
        }
        if (SQL.isLoggable(System.Logger.Level.DEBUG)) {
            factory();
            return begin();
        }
        if (System.nanoTime() - due >= 0 && started.compareAndSet(false, true)) {
            Thread maker = new Thread(null, this::makeQuietly, "sepia-session-factory", 0, false);
            maker.setContextClassLoader(SqliteSessions.class.getClassLoader());
            maker.setDaemon(true);
            maker.start();
        }
        return ConnectionSession.begin(provider);
    }

    private void makeQuietly() {
        try {
            factory();
        } catch (StorageClosedException e) {
            LOG.log(System.Logger.Level.DEBUG, "The store was closed while its session factory was made", e);
        } catch (RuntimeException | LinkageError e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The session factory of the store " + provider.file()
                            + " could not be made; its transactions use the connections without Hibernate",
                    e);
        }
    }

    /** Returns the factory, which is made now if need be. */
    SessionFactory factory() {
        synchronized (making) {
            SessionFactory known = made(null);
            if (known != null) {
                return known;
            }
            SessionFactory fresh = OwnUnit.open(provider);
            if (made(fresh) == null) {
                fresh.close();
                throw new StorageClosedException(
                        "The store " + provider.file() + " is closed. Open it again to use it.");
            }
            return fresh;
        }
    }

    /** Returns the factory, after setting it to {@code fresh} unless that is null or the store is closed. */
    private synchronized @Nullable SessionFactory made(@Nullable SessionFactory fresh) {
        if (fresh != null && !closed) {
            factory = fresh;
            idle = new IdleSessions(fresh);
        }
        return factory;
    }

    /** Closes idle sessions, and the factory and the connections if they are the store's. */
    void close() {
        IdleSessions ready;
        SessionFactory known;
        synchronized (this) {
            closed = true;
            ready = idle;
            known = factory;
        }
        EndSteps steps = EndSteps.all();
        if (ready != null) {
            steps.run(ready::close);
        }
        if (known != null && owning) {
            steps.run(known::close);
        }
        if (owning) {
            steps.run(inUnit ? provider::stop : provider::close);
        }
        steps.end();
    }
}

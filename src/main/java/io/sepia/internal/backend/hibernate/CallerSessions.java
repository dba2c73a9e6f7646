package io.sepia.internal.backend.hibernate;

import io.sepia.error.ConfigurationException;
import io.sepia.error.StorageClosedException;
import io.sepia.internal.backend.Joining;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.StoreRules;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.hibernate.FlushMode;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SessionImplementor;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of callers whose transactions a store has joined, with one {@link CallerSession} for each. Thread-safe.
 */
public final class CallerSessions implements Joining {
    /** How long a closed EntityManager of another thread may take to end its transaction. */
    private static final long PATIENCE_MILLIS = 2_000;

    private static final System.Logger LOG = System.getLogger(CallerSessions.class.getName());

    private final Supplier<SessionFactory> factory;
    private final Database database;
    private final Clock clock;
    private final Lifetime lifetime;
    private final StoreRules rules;
    private final long queryTimeout;
    private final CallerMarks.Store store =
            new CallerMarks.Store(ThreadLocalRandom.current().nextLong(), new AtomicLong());
    private final Map<SessionImplementor, CallerSession> bySession = new ConcurrentHashMap<>();
    private final Map<Thread, List<CallerSession>> byThread = new ConcurrentHashMap<>();

    /**
     * @param factory returns the factory whose EntityManagers may be joined, which it may have to make
     * @param queryTimeout the timeout of each read in milliseconds; 0 for none
     */
    public CallerSessions(
            Supplier<SessionFactory> factory,
            Database database,
            Clock clock,
            Lifetime lifetime,
            StoreRules rules,
            long queryTimeout) {
        this.factory = factory;
        this.database = database;
        this.clock = clock;
        this.lifetime = lifetime;
        this.rules = rules;
        this.queryTimeout = queryTimeout;
    }

    /** {@inheritDoc} A proxy whose EntityManager exists only within transactions passes the check. */
    @Override
    public void check(EntityManager caller) {
        try {
            session(caller);
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "An EntityManager cannot be examined before its transaction", e);
        }
    }

    @Override
    public CallerSession join(EntityManager caller) {
        lifetime.checkOpen();
        HibernateSession.checkOpen(factory.get());
        SessionImplementor session = session(caller);
        session.getTransactionCoordinator().pulse();
        CallerSession known = bySession.get(session);
        if (known != null && isAbandoned(known, PATIENCE_MILLIS)) {
            known.endAbandoned();
            known = null;
        }
        if (known == null) {
            if (!session.isTransactionInProgress()) {
                throw new IllegalStateException("The EntityManager is in no transaction that could be joined. Begin one"
                        + " (with JTA: before the EntityManager is used, or call its joinTransaction()), or use the"
                        + " operations of the store itself, which run in their own transactions.");
            }
            endAbandoned(PATIENCE_MILLIS);
            CallerSession joined = new CallerSession(session, this, database, clock, lifetime, rules, queryTimeout);
            joined.follow();
            bySession.put(session, joined);
            byThread.computeIfAbsent(joined.thread(), thread -> new CopyOnWriteArrayList<>())
                    .add(joined);
            return joined;
        }
        if (known.thread() == Thread.currentThread() && !known.isCurrent()) {
            throw new IllegalStateException("The EntityManager's transaction is suspended. Resume it first, or use an"
                    + " EntityManager of the transaction that the thread is in.");
        }
        if (known.isOver()) {
            throw new StorageClosedException(
                    "The EntityManager's transaction was rolled back, because its time-out was over"
                            + " or another thread did so. Roll it back on this thread too, and run it again as a whole.");
        }
        known.settle();
        return known;
    }

    /** {@inheritDoc} Asks the session, since Spring's proxies do not always know whether it is in a transaction. */
    @Override
    public boolean isInTransaction(EntityManager caller) {
        SessionImplementor session;
        try {
            session = session(caller);
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "An EntityManager exists only within transactions", e);
            return false;
        }
        session.getTransactionCoordinator().pulse();
        return session.isTransactionInProgress();
    }

    /** {@inheritDoc} Spring declares the session as read-only, or only its flush mode if the session lives on. */
    @Override
    public boolean isReadOnly(EntityManager caller) {
        SessionImplementor session = session(caller);
        return session.isDefaultReadOnly() || session.getHibernateFlushMode() == FlushMode.MANUAL;
    }

    CallerMarks.Store store() {
        return store;
    }

    private SessionImplementor session(EntityManager caller) {
        SessionImplementor session;
        try {
            session = caller.unwrap(SessionImplementor.class);
        } catch (PersistenceException e) {
            throw new ConfigurationException(
                    "The EntityManager is a " + caller.getClass().getName()
                            + ", which is not Hibernate's. The store needs one of Hibernate 7.",
                    e);
        }
        // Proxies of a factory are not identical to it, but have its UUID.
        String uuid = factory.get().unwrap(SessionFactoryImplementor.class).getUuid();
        if (!session.getFactory().getUuid().equals(uuid)) {
            throw new ConfigurationException("The EntityManager belongs to another EntityManagerFactory than the store."
                    + " Open a store with Storage.of(entityManager.getEntityManagerFactory()), and join with that.");
        }
        return session;
    }

    @Override
    public @Nullable CallerSession current() {
        if (byThread.isEmpty()) {
            return null;
        }
        CallerSession latest = null;
        for (CallerSession each : ofThread()) {
            latest = each.isCurrent() && !each.isAbandoned(0) ? each : latest;
        }
        return latest;
    }

    /**
     * Checks that a transaction of the store's own may begin on this thread. Rolls back abandoned transactions.
     *
     * @throws IllegalStateException if the thread has joined a transaction that has not ended
     */
    public void checkMayWrite() {
        if (byThread.isEmpty()) {
            return;
        }
        endAbandoned(PATIENCE_MILLIS);
        if (!ofThread().isEmpty()) {
            throw new IllegalStateException(
                    "This thread has joined the transaction of an EntityManager to the store, and"
                            + " another that writes would wait for it. Use storage.joining(entityManager), or end the"
                            + " EntityManager's transaction first.");
        }
    }

    /**
     * Rolls back transactions whose EntityManagers were closed without ending them, because nothing else may ever end
     * them.
     *
     * @param patienceMillis how long EntityManagers of other threads must have been closed
     * @return whether there were any
     */
    public boolean endAbandoned(long patienceMillis) {
        boolean any = false;
        for (CallerSession each : bySession.values()) {
            if (isAbandoned(each, patienceMillis)) {
                each.endAbandoned();
                any = true;
            }
        }
        return any;
    }

    private static boolean isAbandoned(CallerSession one, long patienceMillis) {
        return one.isAbandoned(one.thread() == Thread.currentThread() ? 0 : patienceMillis);
    }

    boolean anotherHasWritten(CallerSession one) {
        return ofThread().stream().anyMatch(each -> each != one && each.hasWritten());
    }

    private List<CallerSession> ofThread() {
        return byThread.getOrDefault(Thread.currentThread(), List.of());
    }

    void leave(SessionImplementor session, CallerSession joined) {
        bySession.remove(session, joined);
        byThread.computeIfPresent(joined.thread(), (thread, list) -> {
            list.remove(joined);
            return list.isEmpty() ? null : list;
        });
    }
}

package io.sepia.internal.backend.hibernate;

import io.sepia.error.StorageClosedException;
import java.util.function.Supplier;
import org.hibernate.ConnectionAcquisitionMode;
import org.hibernate.ConnectionReleaseMode;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.Transaction;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;

/**
 * A Hibernate session of the store's own with one transaction, which is independent of the transaction that the thread
 * is in. It never flushes automatically. See decision 0090.
 */
public final class HibernateSession implements StoreSession {
    private final Session session;
    private final @Nullable JtaAssociation jta;
    private final Transaction transaction;
    private final @Nullable IdleSessions home;
    /** Whether the transaction has ended without an error, so that the session can be reused. */
    private boolean ended;
    /** Whether a commit began and did not succeed. Some versions of Hibernate cannot reuse the session then. */
    private boolean spoiled;

    private HibernateSession(
            Session session, @Nullable JtaAssociation jta, Transaction transaction, @Nullable IdleSessions home) {
        this.session = session;
        this.jta = jta;
        this.transaction = transaction;
        this.home = home;
    }

    public static HibernateSession begin(SessionFactory factory) {
        checkOpen(factory);
        JtaAssociation jta = JtaAssociation.of(factory);
        return within(jta, () -> {
            Session session = jta == null ? open(factory) : openKeeping(factory);
            return new HibernateSession(session, jta, session.beginTransaction(), null);
        });
    }

    /** @throws StorageClosedException if the application has closed the factory */
    static void checkOpen(SessionFactory factory) {
        if (factory.isClosed()) {
            throw new StorageClosedException("The EntityManagerFactory of the store is closed. Open the store with"
                    + " another one, and close it before its factory.");
        }
    }

    /** Opens a session that releases its connection after each transaction. */
    static Session openReleasing(SessionFactory factory) {
        return withoutFlushes(factory.withOptions()
                .connectionHandling(ConnectionAcquisitionMode.AS_NEEDED, ConnectionReleaseMode.AFTER_TRANSACTION)
                .openSession());
    }

    /**
     * Opens a session that keeps its connection, and so its statements, until its JTA transaction ends. Hibernate
     * releases connections of JTA transactions after each statement by default.
     */
    private static Session openKeeping(SessionFactory factory) {
        return withoutFlushes(factory.withOptions()
                .connectionHandling(
                        ConnectionAcquisitionMode.AS_NEEDED, ConnectionReleaseMode.BEFORE_TRANSACTION_COMPLETION)
                .openSession());
    }

    static Session open(SessionFactory factory) {
        return withoutFlushes(factory.openSession());
    }

    private static Session withoutFlushes(Session session) {
        session.setHibernateFlushMode(FlushMode.MANUAL);
        return session;
    }

    /** Begins a transaction in a session that {@link #close} returns to {@code home}. */
    static HibernateSession begin(Session session, IdleSessions home) {
        return new HibernateSession(session, null, session.beginTransaction(), home);
    }

    private static <T extends @Nullable Object> T within(@Nullable JtaAssociation jta, Supplier<T> work) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        try {
            return jta == null ? work.get() : jta.within(work);
        } finally {
            keepInterrupt(interrupted);
        }
    }

    /**
     * Sets the interrupt flag again that the thread had before it used the connection. H2 clears the flag when it has
     * to wait, and goes on.
     */
    private static void keepInterrupt(boolean before) {
        if (before) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public HibernateReport report() {
        return new HibernateReport(session.unwrap(SessionImplementor.class));
    }

    @Override
    public <T extends @Nullable Object> T doReturningWork(ReturningWork<T> work) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        try {
            return jta == null ? session.doReturningWork(work) : jta.within(() -> session.doReturningWork(work));
        } finally {
            keepInterrupt(interrupted);
        }
    }

    /** Runs work in the session of a caller. */
    static <T extends @Nullable Object> T doReturningWork(Session session, ReturningWork<T> work) {
        return within(null, () -> session.doReturningWork(work));
    }

    @Override
    public void commit() {
        spoiled = true;
        within(jta, () -> {
            transaction.commit();
            return true;
        });
        spoiled = false;
        ended = true;
    }

    @Override
    public void rollback() {
        within(jta, () -> {
            if (transaction.isActive()) {
                transaction.rollback();
            }
            return true;
        });
        ended = !spoiled;
    }

    @Override
    public void close() {
        if (home != null && ended) {
            home.add(session);
            return;
        }
        within(jta, () -> {
            session.close();
            return true;
        });
    }
}

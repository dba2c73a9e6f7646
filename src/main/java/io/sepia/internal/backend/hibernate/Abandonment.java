package io.sepia.internal.backend.hibernate;

import java.util.concurrent.TimeUnit;
import org.hibernate.engine.spi.SessionImplementor;

/**
 * Recovers from a session that its application closed without ending the transaction: Hibernate keeps the connection
 * until the transaction ends, and the application may never end it. Thread-safe. See decision 0098.
 */
final class Abandonment {
    private static final System.Logger LOG = System.getLogger(Abandonment.class.getName());

    private final SessionImplementor session;
    /** The {@link System#nanoTime} at which the session was first seen closed; 0 before. */
    private volatile long seenClosed;

    Abandonment(SessionImplementor session) {
        this.session = session;
    }

    /**
     * Returns whether the session has been closed for long enough. The application may still end the transaction of a
     * closed session, so other threads should be patient.
     *
     * @param patienceMillis how long ago the session must have been seen closed
     */
    boolean isOver(long patienceMillis) {
        if (!session.isClosed()) {
            return false;
        }
        long now = System.nanoTime();
        if (seenClosed == 0) {
            seenClosed = now;
        }
        return now - seenClosed >= TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    }

    /**
     * Rolls back the transaction, which releases its connection and locks.
     *
     * @param began the thread on which the transaction was joined
     */
    void rollBack(Thread began) {
        LOG.log(
                System.Logger.Level.WARNING,
                "An EntityManager was closed without ending its transaction, which the store had joined on {0}. The"
                        + " transaction is rolled back. Commit it or roll it back before closing the EntityManager.",
                began);
        session.getTransactionCoordinator().getTransactionDriverControl().rollback();
    }
}

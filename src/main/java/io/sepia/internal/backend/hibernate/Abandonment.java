package io.sepia.internal.backend.hibernate;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import java.util.concurrent.TimeUnit;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.resource.transaction.spi.TransactionStatus;

/**
 * Recovers from a session that its application closed without ending the transaction, or whose rollback failed.
 * Hibernate keeps the connection of the one until the transaction ends, which it may never do, and does not report the
 * end of the other. Thread-safe. See decision 0098.
 */
final class Abandonment {
    private static final System.Logger LOG = System.getLogger(Abandonment.class.getName());

    private final SessionImplementor session;
    /** The {@link System#nanoTime} at which either was first seen; 0 before. */
    private volatile long seen;

    Abandonment(SessionImplementor session) {
        this.session = session;
    }

    /**
     * Returns whether the session has been closed, or its rollback or commit has failed, for long enough. The
     * application may still end the transaction of a closed session, so other threads should be patient.
     *
     * @param committing whether the commit has begun, in which a session may be closed
     * @param patienceMillis how long ago either must have been seen
     */
    boolean isOver(boolean committing, long patienceMillis) {
        if ((committing || !session.isClosed()) && !hasFailed()) {
            return false;
        }
        long now = System.nanoTime();
        if (seen == 0) {
            seen = now;
        }
        return now - seen >= TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    }

    /**
     * Returns whether a rollback or commit has failed, for example because SQL of the application had committed.
     * Hibernate does not report the end of such a rollback, and version 7.1 not that of such a commit.
     */
    private boolean hasFailed() {
        return session.getTransactionCoordinator()
                .getTransactionDriverControl()
                .getStatus()
                .isOneOf(TransactionStatus.FAILED_ROLLBACK, TransactionStatus.FAILED_COMMIT);
    }

    /**
     * Rolls back the transaction, which releases its connection and locks, unless that has failed before. If it fails,
     * {@code joined} is notified in place of Hibernate.
     *
     * @param began the thread on which the transaction was joined
     */
    void end(Thread began, Synchronization joined) {
        if (!hasFailed()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "An EntityManager was closed without ending its transaction, which the store had joined on {0}. The"
                            + " transaction is rolled back. Commit it or roll it back before closing the EntityManager.",
                    began);
            try {
                session.getTransactionCoordinator()
                        .getTransactionDriverControl()
                        .rollback();
                return;
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "The rollback failed", e);
            }
        }
        joined.afterCompletion(Status.STATUS_UNKNOWN);
    }
}

package io.sepia.internal.backend.hibernate;

import jakarta.transaction.InvalidTransactionException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.util.function.Supplier;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.engine.transaction.jta.platform.spi.JtaPlatform;
import org.hibernate.resource.transaction.spi.TransactionCoordinatorBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Switches the JTA transaction of the current thread. It suspends the thread's transaction while work runs in one of
 * the store's own, and resumes it afterwards.
 */
final class JtaAssociation {
    private final TransactionManager manager;
    private @Nullable Transaction own;

    private JtaAssociation(TransactionManager manager) {
        this.manager = manager;
    }

    /** Returns an association without a transaction, or null if {@code factory} does not use JTA. */
    static @Nullable JtaAssociation of(SessionFactory factory) {
        SessionFactoryImplementor implementor = factory.unwrap(SessionFactoryImplementor.class);
        boolean used = implementor
                .getServiceRegistry()
                .requireService(TransactionCoordinatorBuilder.class)
                .isJta();
        TransactionManager manager = used ? manager(implementor) : null;
        return manager == null ? null : new JtaAssociation(manager);
    }

    private static @Nullable TransactionManager manager(SessionFactoryImplementor factory) {
        return factory.getServiceRegistry().requireService(JtaPlatform.class).retrieveTransactionManager();
    }

    /**
     * Returns the JTA transaction of this thread; null if there is none, if {@code session} does not use JTA, or if its
     * platform has no TransactionManager.
     */
    static @Nullable Transaction current(SessionImplementor session) {
        if (!session.getTransactionCoordinator()
                .getTransactionCoordinatorBuilder()
                .isJta()) {
            return null;
        }
        try {
            TransactionManager manager = manager(session.getFactory());
            // Some platforms offer only a UserTransaction, which does not tell the current transaction.
            return manager == null ? null : manager.getTransaction();
        } catch (SystemException e) {
            throw new IllegalStateException("The transaction manager does not say which transaction is current.", e);
        }
    }

    /** Returns whether a transaction has ended or is rolled back, such as by its time-out. */
    static boolean isOver(Transaction transaction) {
        try {
            int status = transaction.getStatus();
            return status != Status.STATUS_ACTIVE
                    && status != Status.STATUS_MARKED_ROLLBACK
                    && status != Status.STATUS_PREPARING;
        } catch (SystemException e) {
            throw new IllegalStateException("The transaction manager does not say whether a transaction is active.", e);
        }
    }

    /** Runs {@code work} in the transaction that earlier work began and did not end, or without one. */
    <T extends @Nullable Object> T within(Supplier<T> work) {
        try {
            Transaction others = manager.suspend();
            try {
                if (own != null) {
                    manager.resume(own);
                }
                try {
                    return work.get();
                } finally {
                    own = manager.suspend();
                }
            } finally {
                if (others != null) {
                    manager.resume(others);
                }
            }
        } catch (SystemException | InvalidTransactionException e) {
            throw new IllegalStateException("The transaction manager does not change transactions: " + e, e);
        }
    }
}

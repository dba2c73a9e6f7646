package io.sepia.internal.backend.jpa;

import io.sepia.internal.backend.sqlite.connection.UnitTransaction;
import java.sql.Connection;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.resource.transaction.spi.TransactionCoordinator;
import org.hibernate.resource.transaction.spi.TransactionCoordinatorOwner;
import org.hibernate.resource.transaction.spi.TransactionObserver;
import org.hibernate.resource.transaction.spi.TransactionStatus;
import org.jspecify.annotations.Nullable;

/**
 * Hibernate's transactions in a unit on a path. When one begins, the connection learns what the session has declared.
 * See decision 0141.
 */
final class UnitTransactions extends LocalTransactions {
    private static final long serialVersionUID = 1L;

    @Override
    public TransactionCoordinator buildTransactionCoordinator(TransactionCoordinatorOwner owner, Options options) {
        TransactionCoordinator coordinator = HIBERNATES.buildTransactionCoordinator(owner, options);
        if (owner.getJdbcSessionOwner() instanceof SharedSessionContractImplementor session) {
            Declaring declaring = new Declaring(session);
            coordinator.addObserver(declaring);
            return new Coordinator(this, coordinator, session, declaring::transaction);
        }
        return coordinator;
    }

    /** Tells the connection of a session what the session has declared, when a transaction begins. */
    private static final class Declaring implements TransactionObserver, UnitTransaction.Declaration {
        private final SharedSessionContractImplementor session;

        Declaring(SharedSessionContractImplementor session) {
            this.session = session;
        }

        /** Returns the transaction of the session, or null if it uses a connection of another kind. */
        @Nullable
        UnitTransaction transaction() {
            Connection connection =
                    session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection();
            return connection instanceof UnitTransaction transaction ? transaction : null;
        }

        @Override
        public void afterBegin() {
            UnitTransaction transaction = transaction();
            if (transaction != null) {
                transaction.declare(this);
            }
        }

        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(boolean successful, boolean delayed) {}

        @Override
        public boolean isReadOnly() {
            return session instanceof SessionImplementor stateful && stateful.isDefaultReadOnly();
        }

        @Override
        public long lockTimeoutMillis() {
            return LockTimeouts.of(session);
        }

        @Override
        public boolean isActive() {
            return session.getTransactionCoordinator()
                    .getTransactionDriverControl()
                    .getStatus()
                    .isOneOf(TransactionStatus.ACTIVE, TransactionStatus.MARKED_ROLLBACK);
        }
    }
}

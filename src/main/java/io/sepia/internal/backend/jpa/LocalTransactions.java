package io.sepia.internal.backend.jpa;

import io.sepia.internal.backend.sqlite.connection.IsolatedWork;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.hibernate.HibernateException;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.jdbc.WorkExecutor;
import org.hibernate.jdbc.WorkExecutorVisitable;
import org.hibernate.jpa.spi.JpaCompliance;
import org.hibernate.resource.jdbc.spi.PhysicalConnectionHandlingMode;
import org.hibernate.resource.transaction.backend.jdbc.internal.JdbcResourceLocalTransactionCoordinatorBuilderImpl;
import org.hibernate.resource.transaction.spi.DdlTransactionIsolator;
import org.hibernate.resource.transaction.spi.IsolationDelegate;
import org.hibernate.resource.transaction.spi.SynchronizationRegistry;
import org.hibernate.resource.transaction.spi.TransactionCoordinator;
import org.hibernate.resource.transaction.spi.TransactionCoordinatorBuilder;
import org.hibernate.resource.transaction.spi.TransactionObserver;
import org.hibernate.tool.schema.internal.exec.JdbcContext;
import org.jspecify.annotations.Nullable;

/**
 * Hibernate's transactions in a unit on SQLite. Hibernate's isolated work, such as taking ids from a table, runs in the
 * session's transaction if that may write: SQLite has one writer, for which a second connection of the thread would
 * wait in vain. See decision 0141.
 */
abstract class LocalTransactions implements TransactionCoordinatorBuilder {
    private static final long serialVersionUID = 1L;
    private static final String OPTIMIZER = "io.sepia.internal.backend.hibernate.unit.ConcurrentPooledOptimizer";
    static final TransactionCoordinatorBuilder HIBERNATES = JdbcResourceLocalTransactionCoordinatorBuilderImpl.INSTANCE;

    /** Sets the optimizer that does not wait for the blocks of other threads, unless the unit has set one. */
    static void preferConcurrentOptimizer(StandardServiceRegistryBuilder builder) {
        if (builder.getSettings().get(MappingSettings.PREFERRED_POOLED_OPTIMIZER) == null) {
            builder.applySetting(MappingSettings.PREFERRED_POOLED_OPTIMIZER, OPTIMIZER);
        }
    }

    @Override
    public boolean isJta() {
        return false;
    }

    @Override
    public PhysicalConnectionHandlingMode getDefaultConnectionHandlingMode() {
        return HIBERNATES.getDefaultConnectionHandlingMode();
    }

    @Override
    public DdlTransactionIsolator buildDdlTransactionIsolator(JdbcContext context) {
        return HIBERNATES.buildDdlTransactionIsolator(context);
    }

    /**
     * Does what {@code hibernates} does, except for isolated work.
     *
     * @param transaction returns the transaction in which isolated work can run, or null if there is none
     */
    record Coordinator(
            TransactionCoordinatorBuilder builder,
            TransactionCoordinator hibernates,
            SharedSessionContractImplementor session,
            Supplier<@Nullable IsolatedWork> transaction)
            implements TransactionCoordinator {
        @Override
        public TransactionCoordinatorBuilder getTransactionCoordinatorBuilder() {
            return builder;
        }

        @Override
        public TransactionDriver getTransactionDriverControl() {
            return hibernates.getTransactionDriverControl();
        }

        @Override
        public SynchronizationRegistry getLocalSynchronizations() {
            return hibernates.getLocalSynchronizations();
        }

        @Override
        public JpaCompliance getJpaCompliance() {
            return hibernates.getJpaCompliance();
        }

        @Override
        public void explicitJoin() {
            hibernates.explicitJoin();
        }

        @Override
        public boolean isJoined() {
            return hibernates.isJoined();
        }

        @Override
        public void pulse() {
            hibernates.pulse();
        }

        @Override
        public boolean isActive() {
            return hibernates.isActive();
        }

        @Override
        public IsolationDelegate createIsolationDelegate() {
            IsolatedWork current = transaction.get();
            return current != null && current.mayWrite()
                    ? new Within(current, session)
                    : hibernates.createIsolationDelegate();
        }

        @Override
        public void addObserver(TransactionObserver observer) {
            hibernates.addObserver(observer);
        }

        @Override
        public void removeObserver(TransactionObserver observer) {
            hibernates.removeObserver(observer);
        }

        @Override
        public void setTimeOut(int seconds) {
            hibernates.setTimeOut(seconds);
        }

        @Override
        public int getTimeOut() {
            return hibernates.getTimeOut();
        }

        @Override
        public boolean isTransactionActive() {
            return hibernates.isTransactionActive();
        }

        @Override
        public void invalidate() {
            hibernates.invalidate();
        }
    }

    /** Runs isolated work in the session's transaction. */
    private record Within(IsolatedWork transaction, SharedSessionContractImplementor session)
            implements IsolationDelegate {
        @Override
        public <T> T delegateWork(WorkExecutorVisitable<T> work, boolean transacted) {
            try {
                return transaction.keeping(connection -> work.accept(new WorkExecutor<>(), connection));
            } catch (SQLException e) {
                throw session.getJdbcServices()
                        .getSqlExceptionHelper()
                        .convert(e, "Ids were not taken from their table");
            }
        }

        @Override
        public <T> T delegateCallable(Callable<T> callable, boolean transacted) {
            try {
                return callable.call();
            } catch (HibernateException e) {
                throw e;
            } catch (Exception e) {
                throw new HibernateException(e);
            }
        }
    }
}

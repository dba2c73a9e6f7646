package io.sepia.internal.backend.jpa;

import io.sepia.internal.backend.sqlite.connection.IsolatedWork;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.id.PersistentIdentifierGenerator;
import org.hibernate.resource.transaction.backend.jdbc.spi.JdbcResourceTransaction;
import org.hibernate.resource.transaction.backend.jdbc.spi.JdbcResourceTransactionAccess;
import org.hibernate.resource.transaction.spi.TransactionCoordinator;
import org.hibernate.resource.transaction.spi.TransactionCoordinatorOwner;
import org.jspecify.annotations.Nullable;

/**
 * Hibernate's transactions in a unit with a pool of SQLite connections of its own. They keep the ids that they have
 * taken from a table when they are rolled back, as in a unit on a path. See decision 0142.
 */
final class PoolTransactions extends LocalTransactions {
    private static final long serialVersionUID = 1L;

    /** Whether entities of the unit have ids from tables; null until the first session asks. */
    private transient volatile @Nullable Boolean takesIds;

    @Override
    public TransactionCoordinator buildTransactionCoordinator(TransactionCoordinatorOwner owner, Options options) {
        if (!(owner instanceof JdbcResourceTransactionAccess access)
                || !(owner.getJdbcSessionOwner() instanceof SharedSessionContractImplementor session)) {
            return HIBERNATES.buildTransactionCoordinator(owner, options);
        }
        Current current = new Current(access, session, takesIds(session.getFactory()));
        return new Coordinator(
                this, HIBERNATES.buildTransactionCoordinator(current.asOwner(owner), options), session, current::get);
    }

    private boolean takesIds(SessionFactoryImplementor factory) {
        Boolean known = takesIds;
        if (known == null) {
            AtomicBoolean found = new AtomicBoolean();
            factory.getMappingMetamodel().forEachEntityDescriptor(each -> {
                if (each.getGenerator() instanceof PersistentIdentifierGenerator) {
                    found.set(true);
                }
            });
            known = found.get();
            takesIds = known;
        }
        return known;
    }

    /** The transaction of a session, which Hibernate asks for anew each time. */
    private static final class Current {
        private final JdbcResourceTransactionAccess access;
        private final SharedSessionContractImplementor session;
        private final boolean takesIds;
        private @Nullable PoolTransaction transaction;

        Current(JdbcResourceTransactionAccess access, SharedSessionContractImplementor session, boolean takesIds) {
            this.access = access;
            this.session = session;
            this.takesIds = takesIds;
        }

        @Nullable
        IsolatedWork get() {
            return takesIds ? transaction : null;
        }

        private JdbcResourceTransaction transaction() {
            PoolTransaction created = transaction;
            if (created == null) {
                created = new PoolTransaction(access.getResourceLocalTransaction(), session, takesIds);
                transaction = created;
            }
            return created;
        }

        /** Returns {@code owner} with this transaction in place of its own. */
        TransactionCoordinatorOwner asOwner(TransactionCoordinatorOwner owner) {
            return (TransactionCoordinatorOwner) Proxy.newProxyInstance(
                    PoolTransactions.class.getClassLoader(),
                    new Class<?>[] {TransactionCoordinatorOwner.class, JdbcResourceTransactionAccess.class},
                    (proxy, method, arguments) -> {
                        if (method.getDeclaringClass() == JdbcResourceTransactionAccess.class) {
                            return transaction();
                        }
                        try {
                            return method.invoke(owner, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }
}

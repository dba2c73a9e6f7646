package io.sepia.internal.backend.jpa;

import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.sql.ReadLimit;
import io.sepia.internal.backend.sqlite.connection.SqliteErrors;
import io.sepia.internal.backend.sqlite.connection.StatementWatch;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.hibernate.engine.jdbc.internal.JdbcServicesImpl;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.query.spi.QueryOptions;
import org.hibernate.service.spi.ServiceRegistryImplementor;
import org.hibernate.sql.exec.spi.ExecutionContext;
import org.hibernate.sql.exec.spi.JdbcMutationExecutor;
import org.hibernate.sql.exec.spi.JdbcOperation;
import org.hibernate.sql.exec.spi.JdbcSelectExecutor;
import org.sqlite.SQLiteConnection;

/**
 * Hibernate's JDBC services, with queries that end at their timeout or that of their transaction, and without native
 * SQL that ends a transaction. The driver passes timeouts to SQLite as the time to wait for locks only. Statements that
 * write are never stopped, because SQLite would roll back their transaction. Thread-safe.
 */
final class PoolStatements extends JdbcServicesImpl {
    private final JdbcSelectExecutor selects;
    private final JdbcMutationExecutor mutations;

    PoolStatements(ServiceRegistryImplementor registry) {
        super(registry);
        selects = before(JdbcSelectExecutor.class, super.getJdbcSelectExecutor(), PoolStatements::limit);
        mutations = before(JdbcMutationExecutor.class, super.getJdbcMutationExecutor(), arguments -> {
            checkKeepsTransaction(arguments);
            return ReadLimit.NONE;
        });
    }

    private interface Preparation {
        ReadLimit prepare(Object[] arguments) throws SQLException;
    }

    /** Returns a proxy, because the parameters of Hibernate's methods differ between its versions. */
    private static <T> T before(Class<T> type, T hibernates, Preparation preparation) {
        return type.cast(Proxy.newProxyInstance(
                PoolStatements.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    ReadLimit limit = preparation.prepare(arguments);
                    try {
                        return method.invoke(hibernates, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        limit.close();
                    }
                }));
    }

    @Override
    public JdbcSelectExecutor getJdbcSelectExecutor() {
        return selects;
    }

    @Override
    public JdbcMutationExecutor getJdbcMutationExecutor() {
        return mutations;
    }

    private void checkKeepsTransaction(Object[] arguments) {
        for (Object each : arguments) {
            if (each instanceof JdbcOperation operation) {
                try {
                    SqliteErrors.checkKeepsTransaction(operation.getSqlString());
                } catch (SQLException e) {
                    throw getSqlExceptionHelper()
                            .convert(e, "The statement was not executed", operation.getSqlString());
                }
            }
        }
    }

    private static ReadLimit limit(Object[] arguments) throws SQLException {
        for (Object each : arguments) {
            if (each instanceof ExecutionContext context) {
                int seconds = seconds(context);
                return seconds <= 0
                        ? ReadLimit.NONE
                        : StatementWatch.limit(
                                connection(context.getSession()), Deadline.after(TimeUnit.SECONDS.toMillis(seconds)));
            }
        }
        return ReadLimit.NONE;
    }

    /** Returns after how many seconds a query is to end, or a number that is not positive. */
    private static int seconds(ExecutionContext context) {
        QueryOptions options = context.getQueryOptions();
        Integer ofQuery = options == null ? null : options.getTimeout();
        int ofTransaction = context.getSession().getJdbcCoordinator().determineRemainingTransactionTimeOutPeriod();
        if (ofQuery == null || ofQuery <= 0) {
            return ofTransaction;
        }
        return ofTransaction <= 0 ? ofQuery : Math.min(ofQuery, ofTransaction);
    }

    private static SQLiteConnection connection(SharedSessionContractImplementor session) throws SQLException {
        return session.getJdbcCoordinator()
                .getLogicalConnection()
                .getPhysicalConnection()
                .unwrap(SQLiteConnection.class);
    }
}

package io.sepia.trial;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A pool whose connections pause and fail around writing statements and commits. */
final class FaultyDataSource implements AutoCloseable {
    private static final int CONNECTIONS = 12;

    private final HikariDataSource pool;
    private final Faults faults;

    FaultyDataSource(String url, Faults faults) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setAutoCommit(false);
        this.pool = new HikariDataSource(config);
        this.faults = faults;
    }

    /** Returns the pool with faults. */
    DataSource source() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Object result = invoke(pool, method, arguments);
                    return result instanceof Connection connection ? connection(connection) : result;
                });
    }

    private Connection connection(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        faults.beforeSqlCommit();
                        Object none = invoke(connection, method, arguments);
                        faults.afterSqlCommit();
                        return none;
                    }
                    Object result = invoke(connection, method, arguments);
                    if (result instanceof PreparedStatement prepared) {
                        return isWriting(String.valueOf(arguments[0])) ? statement(prepared) : prepared;
                    }
                    return result;
                });
    }

    private static boolean isWriting(String sql) {
        String start = sql.stripLeading().toLowerCase(Locale.ROOT);
        return start.startsWith("insert") || start.startsWith("update") || start.startsWith("delete");
    }

    private PreparedStatement statement(PreparedStatement statement) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (!method.getName().startsWith("execute")) {
                return invoke(statement, method, arguments);
            }
            faults.aroundSql();
            Object result = invoke(statement, method, arguments);
            faults.aroundSql();
            return result;
        };
        return (PreparedStatement) Proxy.newProxyInstance(
                Statement.class.getClassLoader(), new Class<?>[] {PreparedStatement.class}, handler);
    }

    private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}

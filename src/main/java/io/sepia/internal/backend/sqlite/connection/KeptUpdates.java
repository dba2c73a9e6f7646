package io.sepia.internal.backend.sqlite.connection;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records the updates of work that a rollback must not undo, so that they can be repeated after it. Hibernate keeps
 * blocks of ids in memory whatever becomes of the transaction that took them from their table. See decision 0141.
 */
final class KeptUpdates {
    private final List<Update> updates = new ArrayList<>(0);

    /** An update and the calls that bound its parameters. */
    private record Update(String sql, List<Binding> bindings) {
        void repeat(Connection connection) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (Binding each : bindings) {
                    invoke(statement, each.method(), each.arguments());
                }
                statement.executeUpdate();
            }
        }
    }

    private record Binding(Method method, Object[] arguments) {}

    void clear() {
        updates.clear();
    }

    int size() {
        return updates.size();
    }

    /** Repeats the updates from the given one on. */
    void repeat(int from, Connection connection) throws SQLException {
        for (Update each : updates.subList(from, updates.size())) {
            each.repeat(connection);
        }
    }

    /** Returns a connection that does what {@code connection} does, and records prepared updates. */
    Connection recording(Connection connection) {
        return proxy(Connection.class, (method, arguments) -> {
            Object result = invoke(connection, method, arguments);
            return result instanceof PreparedStatement statement && arguments[0] instanceof String sql
                    ? recording(statement, sql)
                    : result;
        });
    }

    private PreparedStatement recording(PreparedStatement statement, String sql) {
        Map<Object, Binding> bindings = new LinkedHashMap<>();
        return proxy(PreparedStatement.class, (method, arguments) -> {
            if (method.getName().startsWith("set") && arguments.length > 1) {
                bindings.put(arguments[0], new Binding(method, arguments));
            }
            Object result = invoke(statement, method, arguments);
            if (method.getName().equals("executeUpdate")) {
                updates.add(new Update(sql, List.copyOf(bindings.values())));
            }
            return result;
        });
    }

    private interface Handler {
        Object handle(Method method, Object[] arguments) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                KeptUpdates.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> handler.handle(method, arguments == null ? new Object[0] : arguments)));
    }

    static Object invoke(Object target, Method method, Object[] arguments) throws SQLException {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw sql;
            }
            if (e.getCause() instanceof RuntimeException runtime) {
                throw runtime;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new SQLException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new SQLException(e);
        }
    }
}

package io.sepia.internal.backend.sqlite.connection;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Records the updates of work that a rollback must not undo, so that they can be repeated after it. Hibernate keeps
 * blocks of ids in memory whatever becomes of the transaction that took them from their table. See decision 0141.
 */
public final class KeptUpdates {
    private static final Pattern QUERIED =
            Pattern.compile("^\\s*select\\b.*?\\bfrom\\s+(\\S+)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final List<Update> updates = new ArrayList<>(0);

    /** An update and the calls that bound its parameters. */
    private record Update(String sql, List<Binding> bindings) {
        boolean isUpdate() {
            return sql.stripLeading().toLowerCase(Locale.ROOT).startsWith("update");
        }

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

    public void clear() {
        updates.clear();
    }

    public int size() {
        return updates.size();
    }

    /** Repeats the updates from the given one on. */
    public void repeat(int from, Connection connection) throws SQLException {
        for (Update each : updates.subList(from, updates.size())) {
            each.repeat(connection);
        }
    }

    /**
     * Repeats what a rollback to a savepoint may have undone. An update that takes ids names the value that it
     * replaces, so it changes nothing if it was not undone.
     */
    public void renew(Connection connection) throws SQLException {
        for (Update each : updates) {
            if (each.isUpdate()) {
                each.repeat(connection);
            }
        }
    }

    /**
     * Returns a connection that does what {@code connection} does, records prepared updates, and acquires SQLite's
     * write lock before it queries a table: a transaction that has read may be refused to write.
     */
    public Connection recordingLocked(Connection connection) {
        Connection recording = recording(connection);
        return proxy(Connection.class, (method, arguments) -> {
            if (arguments.length > 0 && arguments[0] instanceof String sql) {
                Matcher table = QUERIED.matcher(sql);
                if (table.find()) {
                    try (Statement statement = connection.createStatement()) {
                        statement.executeUpdate("DELETE FROM " + table.group(1) + " WHERE 0");
                    }
                }
            }
            return invoke(recording, method, arguments);
        });
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

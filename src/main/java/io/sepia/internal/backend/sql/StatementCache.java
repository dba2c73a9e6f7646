package io.sepia.internal.backend.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hibernate.resource.jdbc.ResourceRegistry;
import org.jspecify.annotations.Nullable;

/**
 * A cache of the prepared statements of one connection, which closes the least recently used ones beyond a limit.
 * Drivers and pools usually cache none. Not thread-safe, like the connection.
 */
public final class StatementCache implements AutoCloseable {
    private static final int CAPACITY = 64;

    private final Connection connection;
    private final @Nullable ResourceRegistry owner;
    private @Nullable StatementReport report;
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(CAPACITY * 2, 0.75f, true);

    public StatementCache(Connection connection) {
        this(connection, null);
    }

    /**
     * Creates a cache whose statements are registered with {@code owner}. The owner may close them at any time, and
     * does so before it releases the connection.
     */
    public StatementCache(Connection connection, @Nullable ResourceRegistry owner) {
        this.connection = connection;
        this.owner = owner;
    }

    public boolean isOf(Connection other) {
        return connection == other;
    }

    /** Reports each later use of a statement to {@code to}; null ends reporting. */
    public void reportTo(@Nullable StatementReport to) {
        report = to;
    }

    private String reported(String sql) {
        return report == null ? sql : report.used(sql);
    }

    /** Returns the statement of {@code text}. The caller must close its result sets, but not the statement. */
    public PreparedStatement prepare(String text) throws SQLException {
        String sql = reported(text);
        PreparedStatement statement = statements.get(sql);
        if (statement == null || owner != null && statement.isClosed()) {
            if (statements.size() >= CAPACITY) {
                var eldest = statements.entrySet().iterator();
                close(eldest.next().getValue());
                eldest.remove();
            }
            statement = connection.prepareStatement(sql);
            if (owner != null) {
                owner.register(statement, false);
            }
            statements.put(sql, statement);
        }
        return statement;
    }

    /** Returns the connection, for statements that are run once. */
    public Connection connection() {
        return connection;
    }

    /** Runs a statement once. */
    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(reported(sql));
        }
    }

    private void close(PreparedStatement statement) throws SQLException {
        if (owner == null) {
            statement.close();
        } else {
            owner.release(statement);
        }
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            close(statement);
        }
        statements.clear();
    }
}

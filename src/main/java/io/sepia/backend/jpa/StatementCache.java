package io.sepia.backend.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The prepared statements of one connection, of which the least recently used are closed beyond a limit. Neither
 * sqlite-jdbc nor the usual pools keep any. Not thread-safe, as the connection is not.
 */
final class StatementCache implements AutoCloseable {
    private static final int CAPACITY = 64;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(CAPACITY * 2, 0.75f, true);

    StatementCache(Connection connection) {
        this.connection = connection;
    }

    /** The statement of {@code sql}, which stays open; its result sets are the caller's to close. */
    PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            if (statements.size() >= CAPACITY) {
                var eldest = statements.entrySet().iterator();
                eldest.next().getValue().close();
                eldest.remove();
            }
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    /** The connection, for statements that are run once. */
    Connection connection() {
        return connection;
    }

    /** Runs a statement once. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        statements.clear();
    }
}

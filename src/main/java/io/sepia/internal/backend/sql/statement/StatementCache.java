package io.sepia.internal.backend.sql.statement;

import io.sepia.document.ObjectKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
    private final @Nullable LateBeginning beginning;
    private @Nullable UnaryOperator<String> report;
    private String readSuffix = "";
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(CAPACITY * 2, 0.75f, true);

    public StatementCache(Connection connection) {
        this(connection, null, null);
    }

    /**
     * Creates a cache whose statements are registered with {@code owner}. The owner may close them at any time, and
     * does so before it releases the connection.
     */
    public StatementCache(Connection connection, @Nullable ResourceRegistry owner) {
        this(connection, owner, null);
    }

    /** Creates a cache for a connection whose transactions begin late. */
    public StatementCache(Connection connection, LateBeginning beginning) {
        this(connection, null, beginning);
    }

    private StatementCache(Connection connection, @Nullable ResourceRegistry owner, @Nullable LateBeginning beginning) {
        this.connection = connection;
        this.owner = owner;
        this.beginning = beginning;
    }

    public boolean isOf(Connection other) {
        return connection == other;
    }

    /**
     * Reports the SQL of each later use of a statement to {@code to}, which returns the SQL to execute; null ends
     * reporting.
     */
    public void reportTo(@Nullable UnaryOperator<String> to) {
        report = to;
    }

    private String reported(String sql) {
        return report == null ? sql : report.apply(sql);
    }

    /**
     * Appends a suffix to each later query that does not lock its rows already.
     *
     * @param suffix makes the query read what is committed, if the transaction's snapshot may be older
     */
    public void readCommitted(String suffix) {
        readSuffix = suffix;
    }

    private String suffixed(String sql) {
        return !readSuffix.isEmpty()
                        && sql.startsWith("SELECT ")
                        && !sql.contains(" FOR UPDATE")
                        && !sql.endsWith(readSuffix)
                ? sql + readSuffix
                : sql;
    }

    /** Returns the statement of {@code text}. The caller must close its result sets, but not the statement. */
    public PreparedStatement prepare(String text) throws SQLException {
        if (beginning != null) {
            beginning.begin();
        }
        return cached(text);
    }

    private PreparedStatement cached(String text) throws SQLException {
        String sql = reported(suffixed(text));
        PreparedStatement statement = statements.get(sql);
        if (statement == null
                || owner != null && statement.isClosed()
                || beginning != null && beginning.isLost(statement)) {
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

    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    @FunctionalInterface
    public interface RowVisitor {
        void visit(ResultSet row) throws SQLException;
    }

    /** Binds texts, numbers, bytes and nulls to the parameters of a statement; a key is its class name and its id. */
    public static void bind(PreparedStatement statement, @Nullable Object... parameters) throws SQLException {
        int index = 1;
        for (Object each : parameters) {
            if (each instanceof ObjectKey key) {
                statement.setString(index++, key.className());
                statement.setString(index++, key.id());
            } else {
                statement.setObject(index++, each);
            }
        }
    }

    private PreparedStatement bound(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = prepare(sql);
        bind(statement, parameters);
        return statement;
    }

    /** Passes each row of a query to {@code visitor}. */
    public void forEach(String sql, RowVisitor visitor, @Nullable Object... parameters) throws SQLException {
        try (ResultSet rows = bound(sql, parameters).executeQuery()) {
            while (rows.next()) {
                visitor.visit(rows);
            }
        }
    }

    /** Returns the rows of a query. */
    public <T> List<T> list(String sql, RowReader<T> reader, @Nullable Object... parameters) throws SQLException {
        List<T> found = new ArrayList<>();
        forEach(sql, row -> found.add(reader.read(row)), parameters);
        return found;
    }

    /** Returns the first row of a query. */
    public <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... parameters) throws SQLException {
        try (ResultSet rows = bound(sql, parameters).executeQuery()) {
            return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
        }
    }

    /** Returns the row of a query that finds at most one, such as a search by key. */
    public <T> Optional<T> row(String sql, RowReader<T> reader, ObjectKey key) throws SQLException {
        if (beginning != null && beginning.isDue()) {
            PreparedStatement first = bound(cached(sql), key);
            // Compiling the statement may have begun the transaction.
            if (beginning.isDue()) {
                ResultSet rows = first.executeQuery();
                if (rows.next()) {
                    beginning.keep(rows);
                    return Optional.of(reader.read(rows));
                }
                // A statement without rows has ended, and with it what it saw.
                rows.close();
            }
        }
        try (ResultSet rows = bound(prepare(sql), key).executeQuery()) {
            return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
        }
    }

    private static PreparedStatement bound(PreparedStatement statement, ObjectKey key) throws SQLException {
        statement.setString(1, key.className());
        statement.setString(2, key.id());
        return statement;
    }

    /** Returns the number in the first row of a query; 0 if it is null, or if there is no row. */
    public long number(String sql, @Nullable Object... parameters) throws SQLException {
        return first(sql, row -> row.getLong(1), parameters).orElse(0L);
    }

    /** Returns whether a query finds a row. */
    public boolean finds(String sql, @Nullable Object... parameters) throws SQLException {
        return first(sql, row -> true, parameters).isPresent();
    }

    /** Executes a statement that writes, and returns the number of rows that it wrote. */
    public int update(String sql, @Nullable Object... parameters) throws SQLException {
        return bound(sql, parameters).executeUpdate();
    }

    /** Executes a statement that writes for each item, in one batch, and returns the numbers of rows that it wrote. */
    public <T> int[] batch(String sql, Iterable<T> items, Function<T, @Nullable Object[]> parameters)
            throws SQLException {
        PreparedStatement statement = prepare(sql);
        for (T each : items) {
            bind(statement, parameters.apply(each));
            statement.addBatch();
        }
        return statement.executeBatch();
    }

    /** Returns the connection, for statements that are run once. */
    public Connection connection() {
        return connection;
    }

    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(reported(sql));
        }
    }

    /**
     * Closes the statements after one of them has failed, because some drivers end that without marking it as closed.
     * Not needed where transactions begin late, which tell of lost statements.
     */
    public void closeAfter(SQLException failure) {
        if (beginning == null) {
            try {
                close();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
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

package io.sepia.internal.backend.sqlite.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/**
 * An open file for persistence units, which a container opens before the units and closes after them. A unit whose data
 * source can be unwrapped to it uses its connections. Thread-safe. See decision 0211.
 */
public final class UnitFile implements AutoCloseable {
    private final SqliteConnectionProvider provider;
    private final Map<String, Object> options;

    /** @param options the options of the connections by name, for the units */
    public UnitFile(SqliteConnectionProvider provider, Map<String, ?> options) {
        this.provider = provider;
        this.options = Map.copyOf(options);
        provider.outliveUnits();
    }

    public SqliteConnectionProvider provider() {
        return provider;
    }

    public Map<String, Object> options() {
        return options;
    }

    /** Returns a connection, which holds nothing while it is not used. The caller must close it. */
    public Connection connect() throws SQLException {
        return provider.getConnection();
    }

    @Override
    public void close() {
        provider.close();
    }

    /** Returns the path. */
    @Override
    public String toString() {
        return provider.file().toString();
    }
}

package io.sepia.spring;

import io.sepia.internal.backend.sqlite.connection.UnitFile;
import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * The connections of a SQLite file that the store has opened, for the application's unit and its own SQL. See decision
 * 0211.
 */
final class SepiaDataSource extends AbstractDataSource implements AutoCloseable {
    private final UnitFile file;

    SepiaDataSource(UnitFile file) {
        this.file = file;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return file.connect();
    }

    /** Returns the connection of {@link #getConnection()}; a file has no users. */
    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(file) ? type.cast(file) : super.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(file) || super.isWrapperFor(type);
    }

    @Override
    public void close() {
        file.close();
    }

    @Override
    public String toString() {
        return "SQLite file " + file;
    }
}

package io.sepia.backend.jpa;

import io.sepia.backend.Access;
import java.sql.Connection;
import java.sql.SQLException;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.service.UnknownUnwrapTypeException;

/**
 * Gives Hibernate the connections of a store. Which kind a session gets is said by the thread while the session takes
 * it; whoever says nothing may write.
 */
final class SqliteConnectionProvider implements ConnectionProvider {
    private final transient SqliteConnections connections;
    private final transient ThreadLocal<Access> intent = ThreadLocal.withInitial(() -> Access.READ_WRITE);

    SqliteConnectionProvider(SqliteConnections connections) {
        this.connections = connections;
    }

    /** Runs {@code acquisition}, in which a session takes its connection for {@code access}. */
    void with(Access access, Runnable acquisition) {
        intent.set(access);
        try {
            acquisition.run();
        } finally {
            intent.remove();
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        return connections.acquire(intent.get());
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        connections.release((SqliteConnection) connection);
    }

    @Override
    public boolean supportsAggressiveRelease() {
        return false;
    }

    @Override
    public boolean isUnwrappableAs(Class<?> type) {
        return type.isInstance(this);
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (!type.isInstance(this)) {
            throw new UnknownUnwrapTypeException(type);
        }
        return type.cast(this);
    }
}

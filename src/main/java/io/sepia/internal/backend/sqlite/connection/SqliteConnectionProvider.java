package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.Access;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.service.UnknownUnwrapTypeException;
import org.hibernate.service.spi.Stoppable;
import org.jspecify.annotations.Nullable;

/**
 * Provides Hibernate with the connections of a store. The thread declares the access before a session takes its
 * connection; without a declaration, the session may write.
 */
public final class SqliteConnectionProvider implements ConnectionProvider, Stoppable {
    private final transient SqliteFile file;
    private final transient SqliteConnections connections;
    private final transient SqliteSettings settings;
    private final transient List<BooleanSupplier> recoveries = new CopyOnWriteArrayList<>();
    private final transient ThreadLocal<@Nullable Intent> intent = new ThreadLocal<>();

    private record Intent(Access access, long deadline) {}

    public SqliteConnectionProvider(SqliteFile file, SqliteConnections connections, SqliteSettings settings) {
        this.file = file;
        this.connections = connections;
        this.settings = settings;
    }

    public SqliteFile file() {
        return file;
    }

    public SqliteConnections connections() {
        return connections;
    }

    public SqliteSettings settings() {
        return settings;
    }

    /**
     * Runs {@code acquisition}, in which a session takes its connection, with a declared access and deadline.
     *
     * @param deadline the {@link System#nanoTime} until which to wait for the connection
     */
    public void with(Access access, long deadline, Runnable acquisition) {
        intent.set(new Intent(access, deadline));
        try {
            acquisition.run();
        } finally {
            // Removing the entry would take longer, and an empty one keeps nothing alive.
            intent.set(null);
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        Intent said = intent.get();
        Access access = said == null ? Access.READ_WRITE : said.access();
        try {
            return connections.acquire(access, said == null ? settings.busyDeadline() : said.deadline());
        } catch (StorageBusyException | IllegalStateException e) {
            if (recoveries.stream().noneMatch(BooleanSupplier::getAsBoolean)) {
                throw e;
            }
            return connections.acquire(access, settings.busyDeadline());
        }
    }

    /**
     * Adds an action that runs when a connection cannot be acquired, and returns whether it has released any.
     *
     * @return removes the action
     */
    public Runnable recoverBy(BooleanSupplier recovery) {
        recoveries.add(recovery);
        return () -> recoveries.remove(recovery);
    }

    // Not marked as overriding: Hibernate has read-only connections only since 7.2.
    public Connection getReadOnlyConnection() throws SQLException {
        return connections.acquire(Access.READ_ONLY, settings.busyDeadline());
    }

    public void closeReadOnlyConnection(Connection connection) throws SQLException {
        closeConnection(connection);
    }

    public boolean handlesConnectionReadOnly() {
        return true;
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

    /** Called by Hibernate when the unit is closed or could not be opened. */
    @Override
    public void stop() {
        try {
            connections.close();
        } catch (SQLException e) {
            throw SqliteErrors.translate("Closing the store " + file, e);
        }
    }
}

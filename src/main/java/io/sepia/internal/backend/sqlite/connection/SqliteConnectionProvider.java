package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.Access;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.service.UnknownUnwrapTypeException;
import org.hibernate.service.spi.Stoppable;
import org.jspecify.annotations.Nullable;

/**
 * Provides Hibernate with the connections of a store. A thread of the store declares the access before a session takes
 * its connection. Other sessions are an application's, and get a {@link UnitConnection}.
 */
public final class SqliteConnectionProvider implements ConnectionProvider, Stoppable {
    private final transient SqliteFile file;
    private final transient SqliteConnections connections;
    private final transient SqliteSettings settings;
    private final transient List<BooleanSupplier> recoveries = new CopyOnWriteArrayList<>();
    private final transient ThreadLocal<@Nullable Intent> intent = new ThreadLocal<>();

    private final @Nullable Lock lock;
    private volatile boolean outlivingUnits;

    private record Intent(Access access, long deadline) {}

    /** When a transaction that is not declared as read-only acquires the write lock. */
    public enum Lock {
        AT_FIRST_STATEMENT,
        AT_FIRST_WRITE
    }

    /** @param lock when transactions of an application's sessions acquire the write lock; null if it has none */
    public SqliteConnectionProvider(
            SqliteFile file, SqliteConnections connections, SqliteSettings settings, @Nullable Lock lock) {
        this.file = file;
        this.connections = connections;
        this.settings = settings;
        this.lock = lock;
    }

    boolean isLockDeferred() {
        return lock == Lock.AT_FIRST_WRITE;
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
    public <T> T with(Access access, long deadline, Supplier<T> acquisition) {
        intent.set(new Intent(access, deadline));
        try {
            return acquisition.get();
        } finally {
            // Removing the entry would take longer, and an empty one keeps nothing alive.
            intent.set(null);
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        Intent given = intent.get();
        if (given == null && lock != null) {
            return UnitConnection.create(this, false);
        }
        Intent said = given == null ? new Intent(Access.READ_WRITE, settings.busyDeadline()) : given;
        try {
            return connections.acquire(said.access(), said.deadline(), settings.busyTimeoutMillis());
        } catch (StorageBusyException | IllegalStateException e) {
            recover(e);
            return connections.acquire(said.access(), settings.busyDeadline(), settings.busyTimeoutMillis());
        }
    }

    /** Acquires a connection. */
    @FunctionalInterface
    interface Acquisition {
        SqliteConnection run() throws SQLException;
    }

    /** Repeats a failed acquisition if an action of {@link #recoverBy} has released a connection. */
    SqliteConnection recovering(Acquisition acquisition) throws SQLException {
        try {
            return acquisition.run();
        } catch (StorageBusyException | IllegalStateException e) {
            recover(e);
            return acquisition.run();
        }
    }

    /** Releases connections whose transactions were abandoned. Throws {@code error} if there are none. */
    private void recover(RuntimeException error) {
        if (recoveries.stream().noneMatch(BooleanSupplier::getAsBoolean)) {
            throw error;
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
    public Connection getReadOnlyConnection() {
        return UnitConnection.create(this, true);
    }

    public void closeReadOnlyConnection(Connection connection) throws SQLException {
        closeConnection(connection);
    }

    public boolean handlesConnectionReadOnly() {
        return true;
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        if (connection instanceof SqliteConnection own) {
            connections.release(own);
        } else {
            connection.close();
        }
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

    /** Keeps the connections open when Hibernate closes a unit that uses them. */
    public void outliveUnits() {
        outlivingUnits = true;
    }

    /** Called by Hibernate when the unit is closed or could not be opened. */
    @Override
    public void stop() {
        if (!outlivingUnits) {
            close();
        }
    }

    public void close() {
        try {
            connections.close();
        } catch (SQLException e) {
            throw SqliteErrors.translate("Closing the store " + file, e);
        }
    }
}

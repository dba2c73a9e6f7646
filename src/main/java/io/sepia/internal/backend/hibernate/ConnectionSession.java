package io.sepia.internal.backend.hibernate;

import io.sepia.internal.backend.EndSteps;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;

/**
 * A transaction on a connection without Hibernate, for a store whose session factory has not been made yet. The
 * connection is returned when the transaction ends. See decision 0312.
 */
public final class ConnectionSession implements StoreSession {
    private static final System.Logger LOG = System.getLogger(ConnectionSession.class.getName());

    private final ConnectionProvider provider;
    private final Connection connection;
    private boolean ended;

    private ConnectionSession(ConnectionProvider provider, Connection connection) {
        this.provider = provider;
        this.connection = connection;
    }

    /** Begins a transaction on a connection, which {@code provider} hands out with auto-commit switched off. */
    public static ConnectionSession begin(ConnectionProvider provider) {
        try {
            return new ConnectionSession(provider, provider.getConnection());
        } catch (SQLException e) {
            throw new PersistenceException("A connection could not be acquired: " + e.getMessage(), e);
        }
    }

    @Override
    public @Nullable UnaryOperator<String> report() {
        return null;
    }

    @Override
    public <T extends @Nullable Object> T doReturningWork(ReturningWork<T> work) {
        if (ended) {
            throw new IllegalStateException("The transaction has ended");
        }
        try {
            return work.execute(connection);
        } catch (SQLException e) {
            throw new PersistenceException(e.getMessage(), e);
        }
    }

    /** Commits, and returns the connection whether or not that succeeds. The commit stands if returning fails. */
    @Override
    public void commit() {
        ended = true;
        try {
            connection.commit();
        } catch (SQLException e) {
            PersistenceException failure = new PersistenceException("The commit failed: " + e.getMessage(), e);
            EndSteps.because(failure).run(this::rollBack).run(this::giveBack);
            throw failure;
        } catch (RuntimeException | Error e) {
            EndSteps.because(e).run(this::rollBack).run(this::giveBack);
            throw e;
        }
        EndSteps.all().run(this::giveBack).log(LOG, () -> "Returning the connection of a committed transaction failed");
    }

    @Override
    public void rollback() {
        if (!ended) {
            ended = true;
            EndSteps.all().run(this::rollBack).run(this::giveBack).end();
        }
    }

    private void rollBack() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new PersistenceException("The rollback failed: " + e.getMessage(), e);
        }
    }

    private void giveBack() {
        try {
            provider.closeConnection(connection);
        } catch (SQLException e) {
            throw new PersistenceException("The connection could not be returned: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        rollback();
    }
}

package io.sepia.internal.backend.jpa;

import io.sepia.internal.backend.sqlite.connection.IsolatedWork;
import io.sepia.internal.backend.sqlite.connection.KeptUpdates;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.hibernate.TransactionException;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.resource.transaction.backend.jdbc.spi.JdbcResourceTransaction;
import org.hibernate.resource.transaction.spi.TransactionStatus;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * A transaction of a session on a connection of the unit's pool. It keeps the ids that it has taken from their table
 * when it is rolled back, and waits for locks as long as the session says. Not thread-safe.
 */
final class PoolTransaction implements JdbcResourceTransaction, IsolatedWork {
    private static final System.Logger LOG = System.getLogger(PoolTransaction.class.getName());

    private final JdbcResourceTransaction hibernates;
    private final SharedSessionContractImplementor session;
    private final boolean takesIds;
    private final KeptUpdates kept = new KeptUpdates();
    private boolean active;
    /** How long the connection waited for locks before the transaction; null if that is unchanged. */
    private @Nullable Integer busyTimeout;

    PoolTransaction(JdbcResourceTransaction hibernates, SharedSessionContractImplementor session, boolean takesIds) {
        this.hibernates = hibernates;
        this.session = session;
        this.takesIds = takesIds;
    }

    private Connection connection() {
        return session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection();
    }

    @Override
    public void begin() {
        hibernates.begin();
        try {
            limitWaits();
            if (takesIds) {
                execute(connection(), "SAVEPOINT sepia_beginning");
            }
            active = true;
        } catch (SQLException e) {
            throw new TransactionException("The transaction could not be begun", e);
        }
    }

    private void limitWaits() throws SQLException {
        long millis = LockTimeouts.of(session);
        if (millis >= 0) {
            SQLiteConnection connection = connection().unwrap(SQLiteConnection.class);
            busyTimeout = connection.getBusyTimeout();
            connection.setBusyTimeout((int) Math.min(millis, Integer.MAX_VALUE));
        }
    }

    /** Ends the transaction here, while it still has its connection. */
    private void end() {
        active = false;
        Integer before = busyTimeout;
        busyTimeout = null;
        if (before != null) {
            try {
                connection().unwrap(SQLiteConnection.class).setBusyTimeout(before);
            } catch (SQLException e) {
                LOG.log(System.Logger.Level.WARNING, "The busy_timeout of a connection could not be set back", e);
            }
        }
    }

    @Override
    public void commit() {
        try {
            if (kept.size() > 0) {
                kept.renew(connection());
            }
        } catch (SQLException e) {
            throw session.getJdbcServices().getSqlExceptionHelper().convert(e, "The ids that were taken are lost");
        } finally {
            end();
        }
        try {
            hibernates.commit();
        } catch (RuntimeException e) {
            keepTaken(false);
            throw e;
        } finally {
            kept.clear();
        }
    }

    @Override
    public void rollback() {
        keepTaken(true);
        kept.clear();
        end();
        hibernates.rollback();
    }

    /** Commits the ids that were taken, and nothing else. */
    private void keepTaken(boolean undo) {
        if (kept.size() == 0) {
            return;
        }
        try {
            Connection connection = connection();
            if (undo) {
                execute(connection, "ROLLBACK TO sepia_beginning");
            }
            kept.repeat(0, connection);
            connection.commit();
        } catch (SQLException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "The ids that a transaction took from their table could not be kept when it was rolled back. They"
                            + " may be given again, and inserts then fail. Reopen the EntityManagerFactory.",
                    e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public TransactionStatus getStatus() {
        return hibernates.getStatus();
    }

    // Not marked as overriding: Hibernate 7.1 does not have it.
    public void markRollbackOnly() {
        hibernates.markRollbackOnly();
    }

    @Override
    public boolean mayWrite() {
        return active;
    }

    @Override
    public <T> T keeping(Work<T> work) throws SQLException {
        return work.run(kept.recordingLocked(connection()));
    }
}

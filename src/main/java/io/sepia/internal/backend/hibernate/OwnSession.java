package io.sepia.internal.backend.hibernate;

import io.sepia.error.RetryableException;
import io.sepia.error.StorageClosedException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.Effects;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.Preparation;
import io.sepia.internal.backend.sql.ReadLimit;
import io.sepia.internal.backend.sql.TransactionSession;
import io.sepia.internal.backend.sql.statement.CachingConnection;
import io.sepia.internal.backend.sql.statement.StatementCache;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;

/** A session of the store's own for one transaction; both end together. */
public final class OwnSession implements TransactionSession {
    private static final System.Logger LOG = System.getLogger(OwnSession.class.getName());

    private enum State {
        OPEN,
        FAILED,
        COMMITTED,
        CLOSED
    }

    private final StoreSession session;
    private final Database database;
    private final Access access;
    private final Preparation preparation;
    private final Lifetime lifetime;
    private final long queryTimeout;
    private final Runnable onCommit;
    private final Runnable onClose;
    private final @Nullable UnaryOperator<String> report;
    private @Nullable StatementCache statements;
    private State state = State.OPEN;
    private boolean forAnotherThread;

    /**
     * Takes over a session whose transaction has begun.
     *
     * @param preparation the preparation to undo before the transaction ends
     * @param lifetime the lifetime of the backend, which may refuse further use of the transaction
     * @param queryTimeout the timeout of each read in milliseconds; 0 for none
     * @param onCommit runs once after the commit, which may be long before the session is closed
     * @param onClose runs once after the session is closed
     */
    public OwnSession(
            StoreSession session,
            Database database,
            Access access,
            Preparation preparation,
            Lifetime lifetime,
            long queryTimeout,
            Runnable onCommit,
            Runnable onClose) {
        this.session = session;
        this.database = database;
        this.access = access;
        this.preparation = preparation;
        this.lifetime = lifetime;
        this.queryTimeout = queryTimeout;
        this.onCommit = onCommit;
        this.onClose = onClose;
        this.report = session.report();
    }

    @Override
    public void commit() {
        checkOpen(() -> "Committing");
        // The transaction is over, whether or not the commit succeeds.
        state = State.FAILED;
        try {
            end(false);
            session.commit();
        } catch (PersistenceException | IllegalStateException e) {
            throw commitFailed(e);
        }
        state = State.COMMITTED;
        onCommit.run();
    }

    @Override
    public void close() {
        if (state == State.CLOSED) {
            return;
        }
        boolean committed = state == State.COMMITTED;
        state = State.CLOSED;
        try {
            if (!committed) {
                try {
                    end(true);
                } finally {
                    session.rollback();
                }
            }
        } catch (PersistenceException | IllegalStateException e) {
            throw lifetime.failed("Rolling back, with nothing of the transaction committed,", e);
        } finally {
            try {
                session.close();
            } catch (PersistenceException | IllegalStateException e) {
                // The transaction has ended; a store that was closed concurrently has closed the connection.
                LOG.log(System.Logger.Level.DEBUG, "Closing a session failed", e);
            } finally {
                onClose.run();
            }
        }
    }

    @Override
    public boolean isOwn() {
        return true;
    }

    @Override
    public <T> T read(Supplier<String> doing, Work<T> work) {
        checkOpen(doing);
        try {
            Deadline deadline = Deadline.after(queryTimeout);
            return session.doReturningWork(
                    new Statements<>(doing, work, forAnotherThread ? deadline.uninterruptible() : deadline));
        } catch (RetryableException e) {
            lost();
            throw e;
        } catch (PersistenceException | IllegalStateException e) {
            StorageException failure = lifetime.failed(database, doing.get(), e);
            if (failure instanceof RetryableException) {
                lost();
            }
            throw failure;
        }
    }

    /** The database may have rolled back the transaction, as H2 does for the victim of a deadlock. */
    private void lost() {
        state = access == Access.READ_WRITE ? State.FAILED : state;
    }

    @Override
    public <T extends @Nullable Object> T write(Supplier<String> doing, Work<T> work) {
        checkWritable(doing);
        state = State.FAILED;
        T result = run(doing, work);
        state = State.OPEN;
        return result;
    }

    /** {@inheritDoc} The store's own sessions hold no entities. */
    @Override
    public <E extends @Nullable Effects> E change(boolean refusable, Supplier<String> doing, Work<E> work) {
        return write(doing, work);
    }

    /** Runs statements without a timeout. A failure does not change the state of this session. */
    <T extends @Nullable Object> T run(Supplier<String> doing, Work<T> work) {
        try {
            return session.doReturningWork(new Statements<>(doing, work, null));
        } catch (PersistenceException | IllegalStateException e) {
            throw lifetime.failed(database, doing.get(), e);
        }
    }

    /** Returns the statements of this connection. They live as long as the transaction keeps it. */
    private StatementCache statementsOf(Connection connection) throws SQLException {
        StatementCache known = statements;
        if (known == null || !known.isOf(connection)) {
            closeStatements();
            known = new StatementCache(connection);
            statements = known;
        }
        return known;
    }

    private void closeStatements() throws SQLException {
        StatementCache known = statements;
        statements = null;
        if (known != null) {
            known.close();
        }
    }

    /** Runs work with the prepared statements of the connection that Hibernate passes in. */
    private final class Statements<T extends @Nullable Object> implements ReturningWork<T> {
        private final Supplier<String> doing;
        private final Work<T> work;
        private final @Nullable Deadline deadline;

        /** @param deadline the deadline of a read; null for writes, which have none */
        Statements(Supplier<String> doing, Work<T> work, @Nullable Deadline deadline) {
            this.doing = doing;
            this.work = work;
            this.deadline = deadline;
        }

        @Override
        public T execute(Connection connection) throws SQLException {
            StatementCache prepared =
                    connection instanceof CachingConnection caching ? caching.statements() : statementsOf(connection);
            ReadLimit limit = ReadLimit.NONE;
            prepared.reportTo(report);
            try {
                limit = deadline == null ? ReadLimit.NONE : database.limit(connection, deadline);
                return work.run(prepared);
            } catch (SQLException e) {
                prepared.closeAfter(e);
                throw deadline != null && deadline.isOver() && database.isStopped(e)
                        ? deadline.exceeded(doing.get(), e)
                        : database.translate(connection, doing.get(), e);
            } finally {
                limit.close();
                prepared.reportTo(null);
            }
        }
    }

    @Override
    public void checkWritable(Supplier<String> doing) {
        checkOpen(doing);
        if (access == Access.READ_ONLY) {
            throw new StorageFailureException(
                    doing.get() + " was refused, because the transaction is read-only. Begin it with READ_WRITE.");
        }
    }

    private void checkOpen(Supplier<String> doing) {
        if (state == State.FAILED) {
            throw new IllegalStateException(
                    doing.get() + " was refused, because an operation of this transaction had failed."
                            + " Close it, and run it again as a whole.");
        }
        if (state != State.OPEN) {
            throw new StorageClosedException(
                    doing.get() + " was refused, because the transaction has ended. Begin a new one.");
        }
        lifetime.checkNotOver(doing);
    }

    /** Runs a statement that controls the transaction, such as setting a savepoint. */
    void execute(String sql) {
        run(() -> sql, statements -> statements.prepare(sql).executeUpdate());
    }

    /** Sets whether the calling thread works for another one, so that its own interrupts do not stop reads. */
    void workForAnotherThread(boolean forAnother) {
        forAnotherThread = forAnother;
    }

    /** Returns whether a failure of the connection has ended the transaction, or may have. */
    boolean isBroken() {
        return session.doReturningWork(connection -> connection instanceof CachingConnection own && own.isPoisoned());
    }

    /** Restores the settings of the connection, which may commit: what is to be rolled back is rolled back before. */
    private void end(boolean rollingBack) {
        try {
            closeStatements();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "Closing a statement failed", e);
        }
        if (preparation != Preparation.NONE) {
            session.doWork(connection -> {
                if (rollingBack && access == Access.READ_WRITE) {
                    connection.rollback();
                }
                preparation.undo(connection);
            });
        }
    }

    private StorageException commitFailed(RuntimeException error) {
        SQLException sql = SqlErrors.behind(error);
        return sql != null
                ? database.translateCommit("Committing", sql)
                : new StorageFailureException("Committing failed: " + error.getMessage(), error);
    }
}

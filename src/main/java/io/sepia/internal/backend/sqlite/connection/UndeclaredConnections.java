package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.StorageException;
import io.sepia.internal.backend.Access;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Connections for work that does not say whether it will write: statements of a unit outside of transactions, and
 * transactions that acquire the write lock when they first write. Thread-safe. See decision 0140.
 */
final class UndeclaredConnections {
    private final SqliteConnections all;
    private final SqliteFile file;
    private final SqliteSettings settings;
    private final WriterLock lock;
    private final SqliteReaders readers;
    private final SqliteReaders pool;

    UndeclaredConnections(
            SqliteConnections all,
            SqliteFile file,
            SqliteSettings settings,
            SqliteReaders readers,
            OpenReads reads,
            AtomicBoolean stopped,
            WriterLock lock) {
        this.all = all;
        this.file = file;
        this.settings = settings;
        this.lock = lock;
        this.readers = readers;
        this.pool = new SqliteReaders(file, settings, reads, stopped, lock, true);
    }

    /**
     * Hands out a connection on which each statement is committed by itself.
     *
     * @param deadline the {@link System#nanoTime} until which statements may wait
     */
    SqliteConnection acquire(long deadline, long timeoutMillis) throws SQLException {
        return gated(pool.acquire(deadline), timeoutMillis);
    }

    /** Hands out a connection without a transaction that does not count, because it may be kept for long. */
    SqliteConnection acquireUncounted(boolean readOnly, long timeoutMillis) throws SQLException {
        if (!readOnly) {
            return gated(pool.acquireUncounted(), timeoutMillis);
        }
        SqliteConnection reader = readers.acquireUncounted();
        reader.setGate(new ReadOnlyGate(file));
        return reader;
    }

    private SqliteConnection gated(SqliteConnection connection, long timeoutMillis) {
        connection.setGate(new Gate(connection, timeoutMillis, false));
        return connection;
    }

    /** Hands out a connection with a transaction that acquires the write lock before its first write. */
    SqliteConnection begin(long deadline, long timeoutMillis) throws SQLException {
        SqliteConnection connection = pool.acquire(deadline);
        try {
            connection.begin(Access.READ_ONLY);
            connection.setGate(new Gate(connection, timeoutMillis, true));
            return connection;
        } catch (Throwable e) {
            pool.release(connection);
            throw e;
        }
    }

    boolean holds(SqliteConnection connection) {
        return pool.holds(connection);
    }

    /** Takes a connection back. Its transaction must have ended. */
    void release(SqliteConnection connection) throws SQLException {
        try {
            if (connection.gate() instanceof Gate gate) {
                gate.release();
            }
        } finally {
            connection.setGate(null);
            pool.release(connection);
        }
    }

    /** Closes the idle connections. Returns {@code earlier} and the failures of closing, if there are any. */
    @Nullable
    SQLException close(@Nullable SQLException earlier) {
        SQLException failure = pool.close();
        if (earlier != null && failure != null) {
            earlier.addSuppressed(failure);
        }
        return earlier == null ? failure : earlier;
    }

    /** Holds the write lock of this process while a statement writes, or from the first write of a transaction on. */
    private final class Gate implements WriteGate {
        private final SqliteConnection connection;
        private final long timeoutMillis;
        private final boolean inTransaction;
        private boolean holding;
        private int statements;

        Gate(SqliteConnection connection, long timeoutMillis, boolean inTransaction) {
            this.connection = connection;
            this.timeoutMillis = timeoutMillis;
            this.inTransaction = inTransaction;
        }

        @Override
        public void enter() throws SQLException {
            if (!holding) {
                try {
                    all.checkMayStore();
                    lock.acquire(SqliteSettings.deadline(timeoutMillis), timeoutMillis, file.toString());
                } catch (StorageException | IllegalStateException e) {
                    throw SqliteErrors.busy(e);
                }
                holding = true;
            }
            statements++;
        }

        @Override
        public void leave() throws SQLException {
            statements--;
            if (statements == 0 && !inTransaction) {
                release();
            }
        }

        void release() throws SQLException {
            if (holding) {
                holding = false;
                try {
                    if (!connection.isClosed() && !connection.isPoisoned()) {
                        all.afterWrite(connection);
                        if (!inTransaction) {
                            connection.checkStored();
                        }
                    }
                } finally {
                    lock.release();
                }
            }
        }
    }
}

package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.IncompatibleStoreException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendStats;
import io.sepia.internal.backend.ExternalCommits.Sighting;
import io.sepia.internal.backend.WriteRecorder;
import io.sepia.internal.backend.sql.SchemaAction;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one store: a writer and several readers. A connection is handed out with a transaction begun. When
 * it is released, it becomes idle, or is closed if it failed in a way that leaves its state unknown.
 */
public final class SqliteConnections {
    private static final System.Logger LOG = System.getLogger(SqliteConnections.class.getName());

    private static final long CLOSE_MILLIS = 500;

    private final SqliteFile file;
    private final FileGuard guard;
    private final SqliteSettings settings;
    private final WriterLock lock;
    private final SqliteReaders readers;
    private final UndeclaredConnections undeclared;
    private final CommitWatch watch = new CommitWatch();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final WriteRecorder recorder = new WriteRecorder();
    private final OpenReads reads;
    private final WriteAheadLog log;
    private final WriteLockSharing sharing;

    /**
     * The writer; in a read-only store, a connection that observes external commits. Accessed only by the holder of the
     * lock.
     */
    private @Nullable SqliteConnection writer;

    private volatile boolean closed;

    SqliteConnections(
            SqliteFile file,
            FileGuard guard,
            SqliteSettings settings,
            WriterLock lock,
            @Nullable SqliteConnection writer) {
        this.file = file;
        this.guard = guard;
        this.settings = settings;
        this.lock = lock;
        this.writer = writer;
        this.reads = new OpenReads(file.toString(), settings.openReadWarningMillis());
        this.readers = new SqliteReaders(file, settings, reads, stopped, lock, false);
        this.undeclared = new UndeclaredConnections(this, file, settings, readers, reads, stopped, lock);
        this.log = new WriteAheadLog(file, settings, reads);
        this.sharing = new WriteLockSharing(recorder, file.toString(), (int) settings.busyTimeoutMillis());
    }

    /**
     * Opens the file. Creates or completes its tables, unless the store is read-only or {@code schema} says otherwise.
     *
     * @throws IncompatibleStoreException if the file is not a store of this library; it is left untouched
     */
    public static SqliteConnections open(
            SqliteFile file, SqliteSettings settings, FileTables tables, SchemaAction schema) {
        return new SqliteOpening(file, settings, tables, schema).open();
    }

    /** Watches the statements of the writer of a store that was just opened. */
    SqliteConnections watching() throws SQLException {
        if (writer != null) {
            writer.watch(new StatementWatch(stopped));
            guard.newWriter();
        }
        return this;
    }

    /**
     * @param deadline the {@link System#nanoTime} until which to wait
     * @param timeoutMillis the total time to wait, for messages
     */
    SqliteConnection acquire(Access access, long deadline, long timeoutMillis) throws SQLException {
        return access == Access.READ_WRITE ? acquireWriter(deadline, timeoutMillis) : acquireReader(deadline);
    }

    UndeclaredConnections undeclared() {
        return undeclared;
    }

    boolean isLockedByThisThread() {
        return lock.isHeldByThisThread();
    }

    private SqliteConnection acquireWriter(long deadline, long timeoutMillis) throws SQLException {
        boolean suspicious = guard.suspectsLoss();
        long waited = lock.acquire(deadline, timeoutMillis, file.toString());
        if (waited > 0) {
            recorder.waited(waited);
        }
        SqliteConnection connection = writer;
        try {
            if (connection == null) {
                connection = openWriter();
            }
            guard.beforeWrite(suspicious);
            watch.began(connection, sharing.begin(connection, watch.count(), deadline));
            return connection;
        } catch (Throwable e) {
            if (connection != null) {
                giveBack(connection, e);
            }
            lock.release();
            throw SqliteErrors.translated("Beginning a transaction that writes to " + file, e);
        }
    }

    private SqliteConnection openWriter() throws SQLException {
        SqliteConnection connection = file.open(settings.readOnly(), false);
        try {
            settings.apply(connection, settings.readOnly());
            if (!settings.readOnly()) {
                settings.applyJournalMode(connection);
            }
            connection.watch(new StatementWatch(stopped));
        } catch (Throwable e) {
            connection.closeAfter(e);
            throw e;
        }
        writer = connection;
        guard.newWriter();
        return connection;
    }

    public WriteRecorder recorder() {
        return recorder;
    }

    public OpenReads reads() {
        return reads;
    }

    public BackendStats stats() throws SQLException {
        // Opens a connection of its own, so that statistics are available when all connections are in use.
        try (SqliteConnection connection = readers.open()) {
            connection.begin(Access.READ_ONLY);
            return new BackendStats(
                    recorder.stats(),
                    readers.stats(),
                    settings.isWriteAheadLog() ? Optional.of(log.stats()) : Optional.empty(),
                    Optional.of(SqliteStats.of(connection, file.toString())));
        }
    }

    /** Checks that a writing transaction of this thread would not wait for itself. */
    public void checkMayWrite() {
        lock.checkNotHeldByThisThread(file.toString());
    }

    /** Checks that a transaction that writes would reach the file at the store's path. */
    void checkMayStore() {
        guard.beforeWrite(guard.suspectsLoss());
    }

    /**
     * Polls for external commits, unless another thread of this process is writing.
     *
     * @throws StorageFailureException if the file was renamed, replaced or deleted while it was open
     */
    public Sighting lookForCommits() {
        if (!lock.tryAcquire()) {
            return watch.latest();
        }
        try {
            if (!closed) {
                guard.check();
                look(writer == null ? openWriter() : writer);
            }
        } catch (SQLException e) {
            // The caller continues without the answer and will meet the problem with the file itself.
            LOG.log(System.Logger.Level.DEBUG, "External commits cannot be detected now", e);
        } finally {
            lock.release();
            if (closed) {
                closeWriter(null);
            }
        }
        return watch.latest();
    }

    /** Does the same as {@link WriteAheadLog#scrub}. */
    public void scrub() {
        lock.acquire(settings.busyDeadline(), settings.busyTimeoutMillis(), file.toString());
        // Opens a connection of its own, because cached statements of the writer may be in progress.
        try (SqliteConnection connection = file.open(false, false)) {
            settings.apply(connection, false);
            log.scrub(connection);
        } catch (SQLException e) {
            throw SqliteErrors.translate("Rewriting " + file, e);
        } finally {
            lock.release();
        }
    }

    private void look(SqliteConnection connection) throws SQLException {
        connection.setBusyTimeout(0);
        try {
            watch.look(connection);
            connection.setBusyTimeout((int) settings.busyTimeoutMillis());
        } catch (SQLException e) {
            if (SqliteErrors.isFatal(e)) {
                dropWriter(connection, e);
            } else {
                connection.setBusyTimeout((int) settings.busyTimeoutMillis());
            }
            throw e;
        }
    }

    /** Cleans up after a failure at the beginning of a transaction. */
    private void giveBack(SqliteConnection connection, Throwable error) {
        if (error instanceof SQLException sql && !SqliteErrors.isFatal(sql)) {
            try {
                connection.rollback();
                return;
            } catch (SQLException e) {
                error.addSuppressed(e);
            }
        }
        dropWriter(connection, error);
    }

    private void dropWriter(SqliteConnection connection, Throwable error) {
        if (connection == writer) {
            writer = null;
        }
        connection.closeAfter(error);
    }

    private SqliteConnection acquireReader(long deadline) {
        try {
            return readers.acquire(deadline);
        } catch (Throwable e) {
            throw SqliteErrors.translated("Beginning a transaction that reads " + file, e);
        }
    }

    /** Takes a connection back, from any thread. Rolls back what was not committed. */
    void release(SqliteConnection connection) throws SQLException {
        if (connection != writer) {
            try {
                connection.rollback();
            } finally {
                if (undeclared.holds(connection)) {
                    undeclared.release(connection);
                } else {
                    connection.setGate(null);
                    readers.release(connection);
                }
            }
            if (log.isHeldUp()) {
                emptyLogAfterReader();
            }
            return;
        }
        try {
            connection.rollback();
            if (connection.isPoisoned() || connection.isAltered() || connection.isClosed()) {
                writer = null;
                connection.close();
            } else if (!closed) {
                keepLogSmall(connection, false);
            }
        } finally {
            sharing.ended();
            lock.release();
            if (closed) {
                // The store may have been closed while the connection was in use.
                SQLException failure = closeWriter(null);
                if (failure != null) {
                    throw failure;
                }
            }
        }
    }

    private void keepLogSmall(SqliteConnection connection, boolean readerGone) {
        if (guard.hasProblem()) {
            guard.saveLog(connection);
            return;
        }
        try {
            reads.reportLongOnes();
            if (readerGone) {
                log.readerGone();
                log.keepSmall(connection);
            } else {
                log.afterTransaction(connection);
            }
        } catch (SQLException | StorageFailureException e) {
            // The transaction is committed; a lasting problem will show in the next one.
            LOG.log(System.Logger.Level.WARNING, "The write-ahead log of " + file + " could not be emptied", e);
            if (e instanceof SQLException sql && SqliteErrors.isFatal(sql)) {
                dropWriter(connection, sql);
            }
        }
    }

    /** Must be called after a write on another connection than the writer, by the holder of the lock. */
    void afterWrite(SqliteConnection connection) {
        try {
            keepLogSmall(connection, false);
            if (writer != null && !closed) {
                watch.skip(writer);
            }
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "A commit of this process will count as external", e);
        }
    }

    private void emptyLogAfterReader() {
        if (lock.tryAcquire()) {
            try {
                if (writer != null && !closed) {
                    keepLogSmall(writer, true);
                }
            } finally {
                lock.release();
            }
        }
    }

    /** Ends all running statements, and all later ones. */
    public void stop() {
        stopped.set(true);
    }

    /**
     * Closes the idle connections, the writer last, which moves the write-ahead log into the file. Others are closed
     * when they are released.
     */
    public synchronized void close() throws SQLException {
        if (closed) {
            return;
        }
        closed = true;
        SQLException failure;
        try {
            failure = closeWriter(undeclared.close(readers.close()));
        } finally {
            lock.leave();
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Closes the writer, unless it is in use; it is then closed when it is released. */
    private @Nullable SQLException closeWriter(@Nullable SQLException earlier) {
        // Another store on the file may be writing for a moment, or another thread may be polling for external
        // commits.
        if (!lock.acquireUninterrupted(CLOSE_MILLIS, file.toString())) {
            return earlier;
        }
        try {
            SqliteConnection atRest = writer == null ? lastWriter() : writer;
            writer = null;
            if (atRest != null && !guard.mayClose(atRest)) {
                lock.abandon(atRest);
                return earlier;
            }
            return atRest == null ? earlier : atRest.closeCollecting(earlier);
        } finally {
            lock.release();
        }
    }

    /**
     * Opens a new writer if an earlier one failed and left a log that a reader cannot remove. Returns null if there is
     * no log, or it cannot be removed now. Nothing is lost in that case: the log is read together with the file.
     */
    private @Nullable SqliteConnection lastWriter() {
        try {
            if (settings.readOnly() || !file.hasJournal()) {
                return null;
            }
            SqliteConnection connection = openWriter();
            // Closing a connection that has read the file empties and removes the log.
            connection.dataVersion();
            return connection;
        } catch (SQLException | StorageException e) {
            LOG.log(System.Logger.Level.WARNING, "The write-ahead log of " + file + " could not be removed", e);
            return null;
        }
    }
}

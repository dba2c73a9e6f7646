package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.ConfigurationException;
import io.sepia.error.IncompatibleStoreException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.BackendStats;
import io.sepia.internal.backend.ForeignCommits.Sighting;
import io.sepia.internal.backend.WriteRecorder;
import io.sepia.internal.backend.sql.SchemaAction;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * The connections of one store: one that writes and some that read. A connection is handed out with a transaction
 * begun, and comes back to rest or, when it failed in a way that leaves its state open, is thrown away.
 */
public final class SqliteConnections {
    private static final System.Logger LOG = System.getLogger(SqliteConnections.class.getName());

    private static final long CLOSE_MILLIS = 500;

    private final SqliteFile file;
    private final SqliteSettings settings;
    private final WriterLock lock;
    private final SqliteReaders readers;
    private final CommitWatch watch = new CommitWatch();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final WriteRecorder recorder = new WriteRecorder();
    private final OpenReads reads;
    private final WriteAheadLog log;
    private final ForeignTurns turns;

    /**
     * The one that writes; in a store that is read-only, one that sees what others write. Touched by the holder of the
     * lock only.
     */
    private @Nullable SqliteConnection writer;

    private volatile boolean closed;

    private SqliteConnections(
            SqliteFile file, SqliteSettings settings, WriterLock lock, @Nullable SqliteConnection writer) {
        this.file = file;
        this.settings = settings;
        this.lock = lock;
        this.writer = writer;
        this.reads = new OpenReads(file.toString(), settings.openReadWarningMillis());
        this.readers = new SqliteReaders(file, settings, reads, stopped);
        this.log = new WriteAheadLog(file, settings, reads);
        this.turns = new ForeignTurns(recorder, file.toString(), (int) settings.busyTimeoutMillis());
    }

    /**
     * Opens the file, creating or completing its tables unless the store is read-only or {@code schema} says otherwise.
     *
     * @throws IncompatibleStoreException if the file is no store of ours, which leaves it untouched
     */
    public static SqliteConnections open(
            SqliteFile file, SqliteSettings settings, FileTables tables, SchemaAction schema) {
        NetworkFileSystems.check(
                file.fileSystemType(),
                file.toString(),
                settings.isWriteAheadLog(),
                settings.allowsNetworkFileSystem() || settings.readOnly());
        try {
            SqliteInspection inspection = new SqliteInspection(file, settings, tables);
            if (schema == SchemaAction.VALIDATE) {
                inspection.validate();
            }
            boolean looking = schema != SchemaAction.NONE;
            boolean empty = !file.exists() || looking && inspection.step() == 0;
            if (settings.readOnly()) {
                if (empty) {
                    throw new IncompatibleStoreException("The file " + file
                            + " is empty and holds no store, and read_only=true creates none. Open it without.");
                }
                return new SqliteConnections(file, settings, WriterLock.join(file.identity()), null);
            }
            SqliteConnection writer = file.open(false, true);
            try {
                settings.apply(writer, false);
                settings.applyJournalMode(writer);
                WriterLock lock = WriterLock.join(file.identity());
                try {
                    lock.acquire(settings.busyDeadline(), settings.busyTimeoutMillis(), file.toString());
                    try {
                        if (schema == SchemaAction.CREATE) {
                            tables.migrate(writer, file.toString());
                        }
                    } finally {
                        lock.release();
                    }
                    SqliteConnections connections = new SqliteConnections(file, settings, lock, writer);
                    writer.watch(new StatementWatch(connections.stopped));
                    return connections;
                } catch (Throwable e) {
                    lock.leave();
                    throw e;
                }
            } catch (Throwable e) {
                writer.closeAfter(e);
                throw e;
            }
        } catch (SQLException e) {
            throw failed(file, e);
        }
    }

    private static RuntimeException failed(SqliteFile file, SQLException error) {
        if (SqliteErrors.code(error) == SQLiteErrorCode.SQLITE_NOTADB) {
            return new IncompatibleStoreException(
                    "The file " + file + " is no SQLite database. It was left untouched; choose another path.", error);
        }
        return SqliteErrors.translate("Opening " + file, error);
    }

    /** @param deadline the {@link System#nanoTime} until which to wait */
    SqliteConnection acquire(Access access, long deadline) throws SQLException {
        return access == Access.READ_WRITE ? acquireWriter(deadline) : acquireReader(deadline);
    }

    private SqliteConnection acquireWriter(long deadline) throws SQLException {
        long waited = lock.acquire(deadline, settings.busyTimeoutMillis(), file.toString());
        if (waited > 0) {
            recorder.waited(waited);
        }
        SqliteConnection connection = writer;
        try {
            if (connection == null) {
                connection = openWriter();
            }
            watch.began(connection, turns.begin(connection, watch.count(), deadline));
            return connection;
        } catch (Throwable e) {
            if (connection != null) {
                giveBack(connection, e);
            }
            lock.release();
            throw translated("Beginning a transaction that writes to " + file, e);
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
        return connection;
    }

    public WriteRecorder recorder() {
        return recorder;
    }

    /** The reads that somebody is to close. */
    public OpenReads reads() {
        return reads;
    }

    public BackendStats stats() throws SQLException {
        // On a connection of its own: whoever wants to know why all others are in use must not wait for them.
        try (SqliteConnection connection = readers.open()) {
            connection.begin(Access.READ_ONLY);
            return new BackendStats(
                    recorder.stats(),
                    readers.stats(),
                    settings.isWriteAheadLog() ? Optional.of(log.stats()) : Optional.empty(),
                    Optional.of(SqliteStats.of(connection, file.toString())));
        }
    }

    /** Checks that a transaction of this thread that writes would not wait for itself. */
    public void checkMayWrite() {
        lock.checkNotHeldByThisThread(file.toString());
    }

    /** Looks for commits of others if nobody in this process is writing. */
    public Sighting lookForCommits() {
        if (!lock.tryAcquire()) {
            return watch.latest();
        }
        try {
            if (!closed) {
                look(writer == null ? openWriter() : writer);
            }
        } catch (SQLException e) {
            // Whoever asked goes on without the answer, and meets what is wrong with the file by himself.
            LOG.log(System.Logger.Level.DEBUG, "Cannot see now whether others have written", e);
        } finally {
            lock.release();
            if (closed) {
                closeWriter(null);
            }
        }
        return watch.latest();
    }

    /** As {@link WriteAheadLog#scrub}. */
    public void scrub() {
        lock.acquire(settings.busyDeadline(), settings.busyTimeoutMillis(), file.toString());
        // On a connection of its own: statements that the writer keeps may be in progress.
        try (SqliteConnection connection = file.open(false, false)) {
            settings.apply(connection, false);
            log.scrub(connection);
        } catch (SQLException e) {
            throw SqliteErrors.translate("Writing " + file + " anew", e);
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

    /** After an error at the beginning of a transaction, of which nothing may be left. */
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
        writer = null;
        connection.closeAfter(error);
    }

    private SqliteConnection acquireReader(long deadline) {
        try {
            return readers.acquire(deadline);
        } catch (Throwable e) {
            throw translated("Beginning a transaction that reads " + file, e);
        }
    }

    private static RuntimeException translated(String doing, Throwable error) {
        if (error instanceof SQLException sql) {
            return SqliteErrors.translate(doing, sql);
        }
        if (error instanceof Error fatal) {
            throw fatal;
        }
        return error instanceof RuntimeException known ? known : new ConfigurationException(doing + " failed", error);
    }

    /** Takes a connection back, from any thread; what was not committed is rolled back. */
    void release(SqliteConnection connection) throws SQLException {
        if (connection != writer) {
            try {
                connection.rollback();
            } finally {
                readers.release(connection);
            }
            if (log.isHeldUp()) {
                emptyLogAfterReader();
            }
            return;
        }
        try {
            connection.rollback();
            if (connection.isPoisoned() || connection.isClosed()) {
                writer = null;
                connection.close();
            } else if (!closed) {
                keepLogSmall(connection, false);
            }
        } finally {
            turns.ended();
            lock.release();
            if (closed) {
                // Whoever closed may have found it in use.
                SQLException failure = closeWriter(null);
                if (failure != null) {
                    throw failure;
                }
            }
        }
    }

    private void keepLogSmall(SqliteConnection connection, boolean readerGone) {
        try {
            reads.reportLongOnes();
            if (readerGone) {
                log.readerGone();
                log.keepSmall(connection);
            } else {
                log.afterTransaction(connection);
            }
        } catch (SQLException | StorageFailureException e) {
            // What was written is committed; whatever is wrong shows again in the next transaction.
            LOG.log(System.Logger.Level.WARNING, "The write-ahead log of " + file + " could not be emptied", e);
            if (e instanceof SQLException sql && SqliteErrors.isFatal(sql)) {
                dropWriter(connection, sql);
            }
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

    /** Ends all statements that are running and all that will be run. */
    public void stop() {
        stopped.set(true);
    }

    /** Closes what is at rest, the writer last: it moves the write-ahead log into the file. Others close on return. */
    public synchronized void close() throws SQLException {
        if (closed) {
            return;
        }
        closed = true;
        SQLException failure = closeWriter(readers.close());
        lock.leave();
        if (failure != null) {
            throw failure;
        }
    }

    /** Closes the one that writes, unless it is in use: then it is closed when it comes back. */
    private @Nullable SQLException closeWriter(@Nullable SQLException earlier) {
        // Another store on the file may be writing for a moment, or somebody may be looking for commits.
        if (!lock.acquireUninterrupted(CLOSE_MILLIS, file.toString())) {
            return earlier;
        }
        try {
            SqliteConnection atRest = writer == null ? lastWriter() : writer;
            writer = null;
            return atRest == null ? earlier : atRest.closeCollecting(earlier);
        } finally {
            lock.release();
        }
    }

    /**
     * A writer in the place of one that failed, where it has left a log that a connection which only reads cannot
     * remove; null if there is nothing to remove or it cannot be done now. Nothing is lost then: the log is read with
     * the file.
     */
    private @Nullable SqliteConnection lastWriter() {
        if (settings.readOnly() || !file.hasJournal()) {
            return null;
        }
        try {
            SqliteConnection connection = openWriter();
            // Closing empties and removes the log of a connection that has read the file.
            connection.dataVersion();
            return connection;
        } catch (SQLException | StorageException e) {
            LOG.log(System.Logger.Level.WARNING, "The write-ahead log of " + file + " stays beside it", e);
            return null;
        }
    }
}

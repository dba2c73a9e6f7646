package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.StorageBusyException;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.Waits;
import io.sepia.report.StorageStats.ReadStats;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool of the connections that read. Each is handed out with a transaction begun. A thread that has one does
 * not wait for another, and neither does the thread that holds the write lock. They get one beyond the limit, because
 * threads might wait for each other otherwise. Thread-safe. See decision 0098.
 */
final class SqliteReaders {
    private final SqliteFile file;
    private final SqliteSettings settings;
    private final OpenReads reads;
    private final AtomicBoolean stopped;
    private final WriterLock lock;
    private final boolean writable;
    private final Permits free;
    /** The connections in use, with the threads that acquired them. */
    private final Map<SqliteConnection, Thread> holders = new ConcurrentHashMap<>();

    private final Set<SqliteConnection> uncounted = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedDeque<SqliteConnection> idle = new ConcurrentLinkedDeque<>();
    private final Waits waits = new Waits();
    private volatile boolean closed;

    /** The number of free connections, which is negative while some are in use beyond the limit. */
    private static final class Permits extends Semaphore {
        private static final long serialVersionUID = 1L;

        Permits(int limit) {
            super(limit);
        }

        void acquireBeyond() {
            reducePermits(1);
        }
    }

    /**
     * @param stopped whether all statements on the connections are to end
     * @param writable whether the connections can write, and are handed out without a transaction
     */
    SqliteReaders(
            SqliteFile file,
            SqliteSettings settings,
            OpenReads reads,
            AtomicBoolean stopped,
            WriterLock lock,
            boolean writable) {
        this.file = file;
        this.settings = settings;
        this.reads = reads;
        this.stopped = stopped;
        this.lock = lock;
        this.writable = writable;
        this.free = new Permits(settings.readers());
    }

    /**
     * Hands out a connection.
     *
     * @param deadline the {@link System#nanoTime} until which to wait
     * @throws StorageBusyException if none was released in time
     */
    SqliteConnection acquire(long deadline) throws SQLException {
        try {
            if (!await(deadline)) {
                throw new StorageBusyException("All " + settings.readers() + " connections that read " + file
                        + " were in use for longer than busy_timeout (" + settings.busyTimeoutMillis()
                        + " ms). Close streams and transactions, or raise connection_pool_size. Open are: "
                        + reads.describe());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageFailureException("The thread was interrupted while it waited to read " + file + ".", e);
        }
        SqliteConnection connection = idle.pollFirst();
        try {
            if (connection == null) {
                connection = open();
            }
            if (!writable) {
                connection.beginWithStatement();
            }
            holders.put(connection, Thread.currentThread());
            return connection;
        } catch (Throwable e) {
            if (connection != null) {
                connection.closeAfter(e);
            }
            free.release();
            throw e;
        }
    }

    /** Hands out a connection without a transaction that does not count, because it may be kept for long. */
    SqliteConnection acquireUncounted() throws SQLException {
        SqliteConnection connection = open();
        uncounted.add(connection);
        return connection;
    }

    private boolean await(long deadline) throws InterruptedException {
        if (free.tryAcquire()) {
            return true;
        }
        // Those that have connections may be waiting for the write lock of this thread.
        if (holders.containsValue(Thread.currentThread()) || lock.isHeldByThisThread()) {
            free.acquireBeyond();
            return true;
        }
        long begin = System.nanoTime();
        boolean acquired = free.tryAcquire(deadline - begin, TimeUnit.NANOSECONDS);
        waits.waited(System.nanoTime() - begin);
        return acquired;
    }

    /** Opens a connection outside of the pool. The caller must close it. */
    SqliteConnection open() throws SQLException {
        SqliteConnection connection = file.open(!writable, false);
        try {
            settings.apply(connection, !writable);
            if (writable) {
                settings.applyJournalMode(connection);
            }
            connection.watch(new StatementWatch(stopped));
            connection.gateStatements();
            return connection;
        } catch (Throwable e) {
            connection.closeAfter(e);
            throw e;
        }
    }

    /** Takes a connection back, from any thread. Its transaction must have ended. */
    void release(SqliteConnection connection) throws SQLException {
        if (uncounted.remove(connection)) {
            connection.close();
            return;
        }
        holders.remove(connection);
        try {
            boolean surplus = idle.size() >= settings.readers();
            if (surplus || connection.isAltered() || connection.isPoisoned() || connection.isClosed()) {
                connection.close();
            } else {
                idle.addFirst(connection);
            }
        } finally {
            free.release();
        }
        if (closed) {
            // The pool may have been closed just before the connection was added.
            SQLException failure = closeIdle();
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** Returns whether a connection is in use that this pool has handed out. */
    boolean holds(SqliteConnection connection) {
        return holders.containsKey(connection) || uncounted.contains(connection);
    }

    ReadStats stats() {
        return new ReadStats(reads.count(), waits.count(), waits.total(), waits.longest());
    }

    /** Closes the idle connections, and all others when they are released. Returns the failure, if there was one. */
    @Nullable
    SQLException close() {
        closed = true;
        return closeIdle();
    }

    private @Nullable SQLException closeIdle() {
        SQLException failure = null;
        for (SqliteConnection each = idle.pollFirst(); each != null; each = idle.pollFirst()) {
            failure = each.closeCollecting(failure);
        }
        return failure;
    }
}

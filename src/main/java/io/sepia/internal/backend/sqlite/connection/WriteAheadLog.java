package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.StorageBusyException;
import io.sepia.report.StorageStats.WriteAheadLogStats;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps the write-ahead log from growing indefinitely. SQLite moves the log into the file after a number of pages, but
 * can restart the log only at a moment when no reader needs it. With overlapping readers there may be no such moment.
 * Beyond a size limit, the writer therefore waits a moment for readers, and names one that keeps the log. See decision
 * 0022.
 *
 * <p>Only for the holder of the write lock.
 */
final class WriteAheadLog {
    private static final System.Logger LOG = System.getLogger(WriteAheadLog.class.getName());
    private static final int COMMITS_BETWEEN_LOOKS = 64;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int WAIT_MILLIS = 50;

    private final SqliteFile file;
    private final SqliteSettings settings;
    private final OpenReads reads;
    private final LongAdder truncations = new LongAdder();
    private int commits;
    private long nextTry = System.nanoTime();
    private volatile boolean heldUp;

    WriteAheadLog(SqliteFile file, SqliteSettings settings, OpenReads reads) {
        this.file = file;
        this.settings = settings;
        this.reads = reads;
    }

    /** Returns whether a reader keeps the log from being restarted, as far as is known. From any thread. */
    boolean isHeldUp() {
        return heldUp;
    }

    /** Returns the statistics of the log. From any thread. */
    WriteAheadLogStats stats() {
        return new WriteAheadLogStats(file.walBytes(), settings.walLimit(), truncations.sum(), heldUp);
    }

    /** Must be called after each transaction of the writer, which must be idle. */
    void afterTransaction(SqliteConnection writer) throws SQLException {
        if (++commits >= COMMITS_BETWEEN_LOOKS) {
            commits = 0;
            keepSmall(writer);
        }
    }

    /** Empties the log if it is larger than its limit. */
    void keepSmall(SqliteConnection writer) throws SQLException {
        if (System.nanoTime() < nextTry || file.walBytes() <= settings.walLimit()) {
            return;
        }
        writer.setBusyTimeout(WAIT_MILLIS);
        try {
            boolean blocked = "1".equals(SqliteSettings.query(writer, "PRAGMA wal_checkpoint(TRUNCATE)"));
            if (blocked) {
                nextTry = System.nanoTime() + RETRY_NANOS;
                warn();
            } else {
                truncations.increment();
            }
            heldUp = blocked;
        } finally {
            writer.setBusyTimeout((int) settings.busyTimeoutMillis());
        }
    }

    /**
     * Rewrites the file without unused space, and empties the log, also on the disk. See decision 0057.
     *
     * @param connection one that is closed after this
     * @throws StorageBusyException if a reader keeps the log for longer than the busy timeout
     */
    void scrub(SqliteConnection connection) throws SQLException {
        // Without the log, this connection deletes its journal, and then SQLite shortens the file. If a power cut
        // brought the journal back, it would not fit the shorter file.
        SqliteSettings.query(connection, "PRAGMA synchronous = EXTRA");
        connection.vacuum();
        if (!settings.isWriteAheadLog()) {
            syncShortened(connection);
            return;
        }
        if ("1".equals(SqliteSettings.query(connection, "PRAGMA wal_checkpoint(TRUNCATE)"))) {
            throw new StorageBusyException("The write-ahead log of " + file
                    + " could not be emptied, because a stream or reading transaction is open: "
                    + reads.oldest().orElse("not in this store, but in another one or in another process")
                    + ". Close it.");
        }
        // SQLite does not synchronize the log after emptying it.
        file.syncLog();
    }

    /**
     * Makes the shorter length of the file durable. SQLite shortens it after the commit and does not synchronize that,
     * so that what was at its end could be there again after a power cut. The next commit synchronizes the file.
     */
    private static void syncShortened(SqliteConnection connection) throws SQLException {
        String unchanged = SqliteSettings.query(connection, "PRAGMA application_id");
        SqliteSettings.query(connection, "PRAGMA application_id = " + unchanged);
    }

    /** Must be called when a reader that may have kept the log has ended. */
    void readerGone() {
        nextTry = System.nanoTime();
    }

    private void warn() {
        if (!heldUp) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The write-ahead log of {0} has grown to {1} bytes and cannot be emptied, because a stream or"
                            + " reading transaction is still open: {2}. Close it.",
                    file,
                    Long.toString(file.walBytes()),
                    reads.oldest().orElse("not in this store, but in another one or in another process"));
        }
    }
}

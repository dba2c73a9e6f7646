package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.StorageBusyException;
import io.sepia.report.StorageStats.WriteAheadLogStats;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps the write-ahead log from growing without end. SQLite moves it into the file by itself every so many pages, but
 * begins it anew only at a moment when no reader needs it; where readers overlap there may never be one. So beyond a
 * size the writer waits a moment for those that read, and if one stays, says which.
 *
 * <p>For the holder of the turn to write.
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

    /** Whether a reader keeps the log from beginning anew, as far as is known. From any thread. */
    boolean isHeldUp() {
        return heldUp;
    }

    /** What is to be told of it. From any thread. */
    WriteAheadLogStats stats() {
        return new WriteAheadLogStats(bytes(), settings.walLimit(), truncations.sum(), heldUp);
    }

    /** Its size in bytes; 0 if there is none. From any thread. */
    long bytes() {
        return file.walBytes();
    }

    /** To be called with the connection that writes at rest, after each of its transactions. */
    void afterTransaction(SqliteConnection writer) throws SQLException {
        if (++commits >= COMMITS_BETWEEN_LOOKS) {
            commits = 0;
            keepSmall(writer);
        }
    }

    /** Empties the log if it is larger than it may be. */
    void keepSmall(SqliteConnection writer) throws SQLException {
        if (System.nanoTime() < nextTry || bytes() <= settings.walLimit()) {
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
     * Writes the file anew without what is not used any more, and empties the log.
     *
     * @throws StorageBusyException if a reader keeps the log for longer than the busy timeout
     */
    void scrub(SqliteConnection connection) throws SQLException {
        connection.vacuum();
        if (settings.isWriteAheadLog()
                && "1".equals(SqliteSettings.query(connection, "PRAGMA wal_checkpoint(TRUNCATE)"))) {
            throw new StorageBusyException("What was forgotten is deleted, but still in the write-ahead log of " + file
                    + ", because of a stream or reading transaction that is open: "
                    + reads.oldest().orElse("not in this store, but in another one or in another process")
                    + ". Close it and forget the same objects again.");
        }
    }

    /** To be called when a reader that may have held the log up is gone. */
    void readerGone() {
        nextTry = System.nanoTime();
    }

    private void warn() {
        if (!heldUp) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The write-ahead log of {0} has grown to {1} bytes and cannot be emptied, because of a stream or"
                            + " reading transaction that is still open: {2}. Close it.",
                    file,
                    Long.toString(bytes()),
                    reads.oldest().orElse("not in this store, but in another one or in another process"));
        }
    }
}

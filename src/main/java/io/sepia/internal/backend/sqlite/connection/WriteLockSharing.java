package io.sepia.internal.backend.sqlite.connection;

import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.Polling;
import io.sepia.internal.backend.WriteLockErrors;
import io.sepia.internal.backend.WriteRecorder;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.SQLiteErrorCode;

/**
 * Acquires SQLite's write lock so that other processes get it too. SQLite keeps no queue: whichever process polls while
 * the lock is free gets it, and SQLite's own busy handler polls only ten times a second. This class polls about twice a
 * millisecond while it waits. Conversely, when this process has written for a time slice and other processes were seen
 * writing, it pauses for longer than a poll interval before it acquires the lock again. Each process thus gets its
 * share with high probability, without an additional file.
 *
 * <p>Only for the holder of this process's {@link WriterLock}. See decision 0021.
 */
final class WriteLockSharing {
    /** Longer than any poll interval, so that a waiting process finds the lock free. */
    private static final long PAUSE_NANOS = Polling.LONGEST_NANOS + TimeUnit.MICROSECONDS.toNanos(600);

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** How long other processes count as active after they were seen writing. */
    private static final long ACTIVE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final WriteRecorder recorder;
    private final String store;
    private final int timeoutMillis;
    private long sliceBegan = System.nanoTime();
    private long lastEnded = sliceBegan;
    private long othersLastSeen = sliceBegan - ACTIVE_NANOS;
    private long knownCommits;
    /** Whether other processes may be waiting. If not, the end of a transaction need not be recorded. */
    private boolean contended;

    WriteLockSharing(WriteRecorder recorder, String store, int timeoutMillis) {
        this.recorder = recorder;
        this.store = store;
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * Begins a transaction that writes.
     *
     * @param externalCommits a number that changes after external commits
     * @param deadline the {@link System#nanoTime} until which to wait for the lock
     * @return the {@link System#nanoTime} right before the lock was acquired
     * @throws SQLException with SQLite's code BUSY, if the lock could not be acquired in time
     */
    long begin(SqliteConnection connection, long externalCommits, long deadline) throws SQLException {
        long now = System.nanoTime();
        if (externalCommits != knownCommits) {
            knownCommits = externalCommits;
            othersLastSeen = now;
        }
        if (!contended || now - lastEnded > PAUSE_NANOS) {
            // A waiting process had time to acquire the lock.
            sliceBegan = now;
        } else if (now - sliceBegan > SLICE_NANOS) {
            if (now - othersLastSeen < ACTIVE_NANOS) {
                LockSupport.parkNanos(PAUSE_NANOS);
                now = System.nanoTime();
            }
            sliceBegan = now;
        }
        // SQLite must not wait itself, inside native code and with growing pauses.
        connection.letWait(0);
        long asked;
        try {
            asked = poll(connection, now, deadline);
        } finally {
            connection.letWait(timeoutMillis);
        }
        contended = asked - othersLastSeen < ACTIVE_NANOS;
        return asked;
    }

    /** Must be called after a transaction that writes has released the lock. */
    void ended() {
        if (contended) {
            lastEnded = System.nanoTime();
        }
    }

    /** Polls for the lock from {@code begin} on until it is acquired. Returns the time of the last poll. */
    private long poll(SqliteConnection connection, long begin, long deadline) throws SQLException {
        long asked = begin;
        for (boolean first = true; ; first = false) {
            try {
                connection.begin(Access.READ_WRITE);
                return asked;
            } catch (SQLException e) {
                if (SqliteErrors.code(e) != SQLiteErrorCode.SQLITE_BUSY || System.nanoTime() > deadline) {
                    throw e;
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw WriteLockErrors.interrupted(store, e);
                }
            }
            if (first) {
                recorder.waitedForAnotherProcess();
            }
            LockSupport.parkNanos(Polling.pause(System.nanoTime() - begin));
            asked = System.nanoTime();
            othersLastSeen = asked;
            sliceBegan = asked;
        }
    }
}

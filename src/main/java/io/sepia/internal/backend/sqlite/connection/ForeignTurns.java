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
 * Takes SQLite's write lock in turn with other processes. SQLite keeps no line: whoever asks while the lock is free
 * gets it, and who waits with SQLite's own handler asks ten times a second. Here the one that waits asks about twice a
 * millisecond, and the one that writes lets the lock be for longer than that, each time it has had it for a while and
 * others have been seen writing. So each gets a slice in its turn, with high probability, and nobody needs a file of
 * his own for it.
 *
 * <p>For the holder of the process's own turn only.
 */
final class ForeignTurns {
    /** Longer than any poll takes, so that one who waits finds the lock free. */
    private static final long PAUSE_NANOS = Polling.LONGEST_NANOS + TimeUnit.MICROSECONDS.toNanos(600);

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** How long others that were seen writing are taken to be still there. */
    private static final long ACTIVE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final WriteRecorder recorder;
    private final String store;
    private final int timeoutMillis;
    private long sliceBegan = System.nanoTime();
    private long lastEnded = sliceBegan;
    private long othersSeen = sliceBegan - ACTIVE_NANOS;
    private long foreignCommits;
    /** Whether others may be waiting; while there are none, nobody need know when a transaction ended. */
    private boolean contended;

    ForeignTurns(WriteRecorder recorder, String store, int timeoutMillis) {
        this.recorder = recorder;
        this.store = store;
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * Begins a transaction that writes.
     *
     * @param commitsOfOthers a number that moves when others have committed
     * @param deadline the {@link System#nanoTime} until which to wait for the lock
     * @return the {@link System#nanoTime} right before the lock came
     * @throws SQLException of SQLite's code BUSY, if it did not come in time
     */
    long begin(SqliteConnection connection, long commitsOfOthers, long deadline) throws SQLException {
        long now = System.nanoTime();
        if (commitsOfOthers != foreignCommits) {
            foreignCommits = commitsOfOthers;
            othersSeen = now;
        }
        if (!contended || now - lastEnded > PAUSE_NANOS) {
            // Whoever waited has had the time to come in.
            sliceBegan = now;
        } else if (now - sliceBegan > SLICE_NANOS) {
            if (now - othersSeen < ACTIVE_NANOS) {
                LockSupport.parkNanos(PAUSE_NANOS);
                now = System.nanoTime();
            }
            sliceBegan = now;
        }
        // SQLite must not wait by itself, inside of native code and with pauses that grow.
        connection.letWait(0);
        long asked;
        try {
            asked = poll(connection, now, deadline);
        } finally {
            connection.letWait(timeoutMillis);
        }
        contended = asked - othersSeen < ACTIVE_NANOS;
        return asked;
    }

    /** To be called when a transaction that writes has let go of the lock, and nothing else holds it. */
    void ended() {
        if (contended) {
            lastEnded = System.nanoTime();
        }
    }

    /** Asks for the lock, first at {@code begin}, until it comes, and returns the time of the last question. */
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
            othersSeen = asked;
            sliceBegan = asked;
        }
    }
}

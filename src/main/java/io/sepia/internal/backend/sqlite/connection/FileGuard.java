package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.OutcomeUnknownException;
import io.sepia.error.StorageException;
import io.sepia.error.StorageFailureException;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the open file is no longer the one at its path, because it was renamed, replaced or deleted; that its
 * write-ahead log was; or that the process has lost its locks. A commit goes into such a file all the same, but is not
 * found by those who open the path. On Windows there is nothing to notice: an open file cannot be renamed or deleted
 * there. See decisions 0191 and 0292.
 *
 * <p>Thread-safe.
 */
final class FileGuard {
    private static final System.Logger LOG = System.getLogger(FileGuard.class.getName());
    private static final String REMEDY = " Close the store; keep what is at the path now, and copies of it; open the"
            + " store again. To copy or restore a store, use backupTo and the command restore.";
    private static final long LOCKS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path path;
    private final Path real;
    private final Path log;
    private final boolean writeAheadLog;
    private final @Nullable Object identity;
    private final @Nullable ProcessLocks locks;
    private final AtomicLong locksChecked = new AtomicLong(System.nanoTime());
    private volatile boolean armed;
    private volatile @Nullable String problem;

    /**
     * @param path the path of the existing file, which may be a link
     * @param log the path of its write-ahead log
     */
    FileGuard(Path path, Path log, boolean writeAheadLog) throws IOException {
        this.path = path;
        this.real = path.toRealPath();
        this.log = log;
        this.writeAheadLog = writeAheadLog;
        this.identity = FileIdentity.key(path);
        this.locks = writeAheadLog ? ProcessLocks.of(path) : null;
    }

    /**
     * Checks that the file at the path is the one that was opened.
     *
     * @throws StorageFailureException if it is not, now or at an earlier check
     */
    void check() {
        String found = problem;
        if (found == null) {
            found = find(null);
        }
        if (found != null) {
            throw new StorageFailureException(found + REMEDY);
        }
    }

    /**
     * Returns whether the locks look lost, if nobody has looked for a second. The system may take milliseconds to list
     * them, so this is called without the write lock. A writer that is being replaced has none for a moment.
     */
    boolean suspectsLoss() {
        long last = locksChecked.get();
        long now = System.nanoTime();
        if (locks == null || now - last <= LOCKS_NANOS || !locksChecked.compareAndSet(last, now)) {
            return false;
        }
        try {
            boolean held = locks.areHeld();
            boolean suspicious = armed && !held;
            armed |= held;
            return suspicious;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The locks of " + path + " cannot be read now", e);
            return false;
        }
    }

    /**
     * Refuses to write if a check has failed. Called with the write lock.
     *
     * @param suspicious whether the locks looked lost, and are checked
     */
    void beforeWrite(boolean suspicious) {
        if (suspicious && locks != null) {
            checkLocks(locks);
        }
        String found = problem;
        if (found != null) {
            throw new StorageFailureException(found + REMEDY);
        }
    }

    private void checkLocks(ProcessLocks mine) {
        try {
            boolean held = mine.areHeld();
            if (!held && armed && problem == null) {
                problem = "The locks of the file " + path + " are lost. The application has opened the file by other"
                        + " means than SQLite, and closing it released them, or another copy of the SQLite driver in"
                        + " this JVM has closed it. Other processes may delete the write-ahead log now. Nothing was"
                        + " stored.";
            }
            armed = held;
        } catch (IOException e) {
            // For example, the process has too many open files. The next check may succeed.
            LOG.log(System.Logger.Level.DEBUG, "The locks of " + path + " cannot be read now", e);
        }
    }

    /** Forgets the locks, which a new connection acquires. */
    void newWriter() {
        armed = false;
        if (locks != null) {
            checkLocks(locks);
        }
    }

    /** Returns the identity of the write-ahead log at its path; null if there is none. */
    @Nullable
    Object logIdentity() {
        if (!writeAheadLog) {
            return null;
        }
        try {
            return FileIdentity.key(log);
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Checks after a commit, before it is acknowledged, that it went into the files at their paths.
     *
     * @param expectedLog the log's identity while the connection was open; null if unknown
     * @throws SQLException if not; its cause is an {@link OutcomeUnknownException}
     */
    void afterCommit(@Nullable Object expectedLog) throws SQLException {
        String found = find(expectedLog);
        if (found != null) {
            StorageException unknown = new OutcomeUnknownException(
                    found + " The transaction was committed to the file that was opened, and may be lost." + REMEDY,
                    null);
            throw SqliteErrors.with(unknown);
        }
    }

    private @Nullable String find(@Nullable Object expectedLog) {
        try {
            // A link in the place of the file leads to another path, and so to another log.
            Object now = FileIdentity.key(real, LinkOption.NOFOLLOW_LINKS);
            if (Objects.equals(now, identity) && !real.equals(path)) {
                now = FileIdentity.key(path);
            }
            if (!Objects.equals(now, identity)) {
                problem =
                        "The file " + path + " was " + (now == null ? "renamed or deleted" : "replaced by another one")
                                + " while the store had it open.";
            } else if (expectedLog != null && !Objects.equals(expectedLog, FileIdentity.key(log))) {
                problem = "The write-ahead log " + log + " was deleted or replaced while the store had it open.";
            }
        } catch (IOException e) {
            problem = "The file " + path + " cannot be examined any more: " + e.getMessage() + ".";
        }
        return problem;
    }

    /** Returns whether a check has failed. */
    boolean hasProblem() {
        return problem != null;
    }

    /**
     * Returns whether SQLite may close its last connection. It may not after its log was deleted or replaced: it would
     * move the deleted log into the file, or delete a log that is not its own.
     */
    boolean mayClose(SqliteConnection last) {
        if (problem == null) {
            return true;
        }
        boolean ownLog = isOwnLog(last);
        if (ownLog) {
            saveLog(last);
        } else {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "A connection to {0} stays open until the process ends, because its write-ahead log was deleted or"
                            + " replaced, and closing the connection would change the file",
                    path);
        }
        return ownLog;
    }

    private boolean isOwnLog(SqliteConnection connection) {
        return !writeAheadLog || connection.log() != null && connection.log().equals(logIdentity());
    }

    /**
     * Moves the connection's log into a file that was renamed or replaced. SQLite itself does not when it closes the
     * file, and the log would become that of the file that is at the path then.
     */
    void saveLog(SqliteConnection connection) {
        if (writeAheadLog && isOwnLog(connection)) {
            try {
                SqliteSettings.query(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            } catch (SQLException e) {
                LOG.log(System.Logger.Level.WARNING, "The write-ahead log of " + path + " could not be emptied", e);
            }
        }
    }
}

package io.sepia.internal.backend.sqlite.connection;

import io.sepia.internal.backend.ExternalCommits.Sighting;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Detects external commits to a file through SQLite's {@code data_version}, which changes on a connection with all
 * commits except its own. The watch uses one connection, the writer.
 *
 * <p>While a transaction on that connection holds the file's write lock, no other connection can commit. If the version
 * was read while the lock was held, it remains valid until the lock is released. See decision 0026.
 */
final class CommitWatch {
    /**
     * The minimum time between reads of the version at the start of a transaction: a read costs a tenth of a small one.
     */
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A transaction that read the version when it began. */
    private record Holder(SqliteConnection connection, long transaction) {}

    private volatile Sighting latest = new Sighting(0, System.nanoTime() - TimeUnit.DAYS.toNanos(1));
    private volatile @Nullable Holder holder;

    /** The connection on which the version was read; accessed only by its owner. */
    private @Nullable SqliteConnection watched;

    private long version;

    /**
     * Must be called whenever a transaction that holds the write lock begins on the connection.
     *
     * @param now approximately the {@link System#nanoTime}
     */
    void began(SqliteConnection writer, long now) throws SQLException {
        holder = null;
        if (now - latest.asOf() > INTERVAL_NANOS) {
            look(writer);
            holder = new Holder(writer, writer.holding());
        }
    }

    /** Reads the version on a connection that only the caller uses. */
    void look(SqliteConnection connection) throws SQLException {
        long now = System.nanoTime();
        long found = connection.dataVersion();
        // The version on another connection tells nothing about the time before that connection was opened.
        boolean moved = connection != watched || found != version;
        watched = connection;
        version = found;
        latest = new Sighting(moved ? latest.count() + 1 : latest.count(), now);
    }

    /** Does the same as {@link #look} after a commit of another connection of this process, which is not external. */
    void skip(SqliteConnection connection) throws SQLException {
        if (connection == watched) {
            version = connection.dataVersion();
        }
    }

    /** Returns a number that changes after external commits, as of the latest read. */
    long count() {
        return latest.count();
    }

    /** Returns what is known without the connection. From any thread. */
    Sighting latest() {
        long now = System.nanoTime();
        Holder held = holder;
        Sighting known = latest;
        // Checked after the time was taken: a transaction that still holds the lock held it at that time.
        boolean holds = held != null && held.connection().holding() == held.transaction();
        return holds ? new Sighting(known.count(), now) : known;
    }
}

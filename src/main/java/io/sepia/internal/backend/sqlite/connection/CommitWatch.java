package io.sepia.internal.backend.sqlite.connection;

import io.sepia.internal.backend.ForeignCommits.Sighting;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one connection, the one that writes, sees of commits that others make to its file. SQLite's {@code data_version}
 * moves on it for all commits but its own.
 *
 * <p>While a transaction on it holds the file's write lock, nobody else can commit: if it looked when it had the lock,
 * then what it saw holds good until it lets go.
 */
final class CommitWatch {
    /** How often a transaction looks at its beginning, at most. Looking costs a tenth of a small one. */
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A transaction that has looked at its beginning. */
    private record Holder(SqliteConnection connection, long transaction) {}

    private volatile Sighting latest = new Sighting(0, System.nanoTime() - TimeUnit.DAYS.toNanos(1));
    private volatile @Nullable Holder holder;

    /** Touched by whoever has the connection. */
    private @Nullable SqliteConnection watched;

    private long version;

    /**
     * Called with the connection whenever a transaction that holds the write lock begins on it.
     *
     * @param now about the {@link System#nanoTime}
     */
    void began(SqliteConnection writer, long now) throws SQLException {
        holder = null;
        if (now - latest.asOf() > INTERVAL_NANOS) {
            look(writer);
            holder = new Holder(writer, writer.holding());
        }
    }

    /** Looks by means of the connection, which the caller has to itself. */
    void look(SqliteConnection connection) throws SQLException {
        long now = System.nanoTime();
        long found = connection.dataVersion();
        // The number of another connection says nothing about what happened before that one was opened.
        boolean moved = connection != watched || found != version;
        watched = connection;
        version = found;
        latest = new Sighting(moved ? latest.count() + 1 : latest.count(), now);
    }

    /** The number that moves when others have committed, as of the latest look. */
    long count() {
        return latest.count();
    }

    /** What is known without the connection. */
    Sighting latest() {
        long now = System.nanoTime();
        Holder held = holder;
        Sighting known = latest;
        // Read after the time: if the transaction has the lock still, it had it then.
        boolean holds = held != null && held.connection().holding() == held.transaction();
        return holds ? new Sighting(known.count(), now) : known;
    }
}

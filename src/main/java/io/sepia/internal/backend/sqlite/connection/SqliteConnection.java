package io.sepia.internal.backend.sqlite.connection;

import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.sql.CachingConnection;
import io.sepia.internal.backend.sql.ReadLimit;
import io.sepia.internal.backend.sql.StatementCache;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * A SQLite connection that begins its transactions itself. The driver would begin the next one within commit, and then
 * report its failure as one of the commit, and end single statements by commits of its own; here a transaction begins
 * when the connection is handed out, and a connection at rest holds nothing.
 */
public final class SqliteConnection extends JDBC4Connection implements CachingConnection {
    private final StatementCache statements = new StatementCache(this);
    private final SingleWrites singleWrites = new SingleWrites(statements);
    private final SqliteCommand beginReading;
    private final SqliteCommand beginWriting;
    private final SqliteCommand commit;
    private boolean inTransaction;
    private boolean autoCommit;
    private volatile boolean poisoned;
    private long begun;
    private volatile long holding;
    private @Nullable StatementWatch watch;

    public SqliteConnection(String uri, Properties properties) throws SQLException {
        super("jdbc:sqlite:" + uri, uri, properties);
        getConnectionConfig().setAutoCommit(false);
        beginReading = new SqliteCommand(this, "BEGIN");
        beginWriting = new SqliteCommand(this, "BEGIN IMMEDIATE");
        commit = new SqliteCommand(this, "COMMIT");
    }

    /**
     * Has SQLite itself wait so many milliseconds for a lock. What the driver takes for the timeout stays as it is,
     * unlike with {@link #setBusyTimeout}, which takes longer.
     */
    void letWait(int millis) throws SQLException {
        getDatabase().busy_timeout(millis);
    }

    /** Begins a transaction; one that writes takes the file's write lock, waiting for it up to the busy timeout. */
    public void begin(Access access) throws SQLException {
        (access == Access.READ_WRITE ? beginWriting : beginReading).run();
        inTransaction = true;
        autoCommit = false;
        begun++;
        if (access == Access.READ_WRITE) {
            holding = begun;
        }
    }

    /**
     * The number of the transaction that holds the file's write lock on this connection, or 0 if none does. While it is
     * the same number, nobody else can have committed. From any thread.
     */
    long holding() {
        return holding;
    }

    /** A number that changes when other connections have committed, but not with commits of this one. */
    long dataVersion() throws SQLException {
        try (ResultSet rows = statements.prepare("PRAGMA data_version").executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Writes the file anew without what is not used any more; outside of transactions. */
    void vacuum() throws SQLException {
        getDatabase().exec("VACUUM", false);
    }

    /** Has what runs on this connection watched. */
    void watch(StatementWatch statementWatch) throws SQLException {
        ProgressHandler.setHandler(this, StatementWatch.STEPS, statementWatch);
        watch = statementWatch;
    }

    /** Lets a read take until its deadline at most, and end when its thread is interrupted. */
    public ReadLimit limit(Deadline deadline) {
        StatementWatch watching = watch;
        if (watching == null) {
            return ReadLimit.NONE;
        }
        watching.begin(deadline);
        return watching::end;
    }

    /** Why SQLite has interrupted a statement of this connection. */
    public StatementWatch.Reason reasonOfInterrupt() {
        return watch == null ? StatementWatch.Reason.CLOSE : watch.reason();
    }

    /** Marks the connection as unfit for another transaction, whatever the end of this one. */
    public void poison() {
        poisoned = true;
        // SQLite may have ended the transaction by itself.
        holding = 0;
    }

    @Override
    public boolean isPoisoned() {
        return poisoned;
    }

    @Override
    public StatementCache statements() {
        return statements;
    }

    /** What writes one document on this connection. */
    public SingleWrites singleWrites() {
        return singleWrites;
    }

    @Override
    public void commit() throws SQLException {
        checkOpen();
        if (poisoned) {
            throw new SQLiteException("the connection failed before the commit", SQLiteErrorCode.SQLITE_ABORT);
        }
        if (inTransaction) {
            holding = 0;
            try {
                commit.run();
            } catch (SQLException e) {
                poisoned = poisoned || SqliteErrors.isFatal(e);
                throw e;
            }
            inTransaction = false;
        }
    }

    @Override
    public void rollback() throws SQLException {
        if (!inTransaction || isClosed()) {
            return;
        }
        inTransaction = false;
        holding = 0;
        if (!poisoned) {
            try {
                getDatabase().exec("ROLLBACK", false);
                return;
            } catch (SQLException e) {
                poisoned = true;
            }
        }
        // SQLite may have rolled back by itself, and what ran now would commit itself. Closing rolls back for certain.
        close();
    }

    /** Closes it because of {@code error}, which is told what else goes wrong. */
    void closeAfter(Throwable error) {
        try {
            close();
        } catch (SQLException e) {
            error.addSuppressed(e);
        }
    }

    /** Closes it, and returns {@code earlier} or else what goes wrong. */
    @Nullable
    SQLException closeCollecting(@Nullable SQLException earlier) {
        try {
            close();
            return earlier;
        } catch (SQLException e) {
            if (earlier == null) {
                return e;
            }
            earlier.addSuppressed(e);
            return earlier;
        }
    }

    /** Commits, and has each statement commit by itself, until false is set or the connection is given back. */
    @Override
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        if (autoCommit && !this.autoCommit) {
            commit();
        } else if (!autoCommit && this.autoCommit) {
            begin(Access.READ_WRITE);
        }
        this.autoCommit = autoCommit;
    }

    @Override
    public boolean getAutoCommit() {
        return autoCommit;
    }
}

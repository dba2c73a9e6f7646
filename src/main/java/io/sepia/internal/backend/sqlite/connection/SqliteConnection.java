package io.sepia.internal.backend.sqlite.connection;

import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.Deadline;
import io.sepia.internal.backend.sql.ReadLimit;
import io.sepia.internal.backend.sql.statement.CachingConnection;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.jdbc4.JDBC4Connection;

/**
 * A SQLite connection that begins transactions explicitly: a transaction begins when the connection is handed out, and
 * an idle connection holds none. The driver would begin the next transaction inside {@code commit}, and report its
 * failure as a failed commit, and it would commit single statements itself. See decision 0006.
 */
public final class SqliteConnection extends JDBC4Connection implements CachingConnection {
    private static final System.Logger LOG = System.getLogger(SqliteConnection.class.getName());

    private final ReadTransaction reading;
    private final StatementCache statements;
    private final SingleWrites singleWrites;
    private final SqliteCommand beginReading;
    private final SqliteCommand beginWriting;
    private final SqliteCommand commit;
    private final SqliteCommand markBeginning;
    private boolean inTransaction;
    /** Whether the transaction can be ended by {@link ReadTransaction#end}. */
    private boolean isReading;
    /** Whether results of an application may be open, which {@code ROLLBACK} ends and {@code COMMIT} does not. */
    private boolean mayHaveOpenRows;

    private boolean autoCommit;
    private volatile boolean poisoned;
    private long begun;
    private volatile long holding;
    private @Nullable StatementWatch watch;
    private @Nullable WriteGate gate;
    private boolean gated;
    private volatile boolean altered;
    private @Nullable FileGuard guard;
    private @Nullable Object log;
    /** The connection through which a session uses this one. */
    private @Nullable Connection user;

    public SqliteConnection(String uri, Properties properties) throws SQLException {
        super("jdbc:sqlite:" + uri, uri, properties);
        getConnectionConfig().setAutoCommit(false);
        beginReading = new SqliteCommand(this, "BEGIN");
        beginWriting = new SqliteCommand(this, "BEGIN IMMEDIATE");
        commit = new SqliteCommand(this, "COMMIT");
        markBeginning = new SqliteCommand(this, "SAVEPOINT sepia_beginning");
        reading = new ReadTransaction(beginReading, commit, getDatabase());
        statements = new StatementCache(this, reading);
        singleWrites = new SingleWrites(statements);
    }

    /**
     * Sets how many milliseconds SQLite itself waits for a lock. Faster than {@link #setBusyTimeout}, because the
     * driver's own record of the timeout is not changed.
     */
    void letWait(int millis) throws SQLException {
        getDatabase().busy_timeout(millis);
    }

    /** Begins a transaction. A writing transaction acquires the file's write lock, waiting up to the busy timeout. */
    public void begin(Access access) throws SQLException {
        (access == Access.READ_WRITE ? beginWriting : beginReading).run();
        inTransaction = true;
        autoCommit = false;
        begun++;
        if (access == Access.READ_WRITE) {
            holding = begun;
            if (guard != null && log == null) {
                log = guard.logIdentity();
            }
        }
    }

    /** Begins a transaction on a connection that cannot write, with its first statement. */
    void beginWithStatement() {
        reading.expect();
        isReading = true;
        mayHaveOpenRows = false;
        inTransaction = true;
        autoCommit = false;
        begun++;
    }

    /**
     * Returns the number of the transaction on this connection that holds the file's write lock, or 0 if there is none.
     * While the number stays the same, no other connection has committed. From any thread.
     */
    long holding() {
        return holding;
    }

    /** Returns a number that changes with commits of other connections, but not with those of this one. */
    long dataVersion() throws SQLException {
        return statements.number("PRAGMA data_version");
    }

    /** Rewrites the file without unused space. Must be called outside of transactions. */
    void vacuum() throws SQLException {
        getDatabase().exec("VACUUM", false);
    }

    /** Sets the watch that can end the statements of this connection. */
    void watch(StatementWatch statementWatch) throws SQLException {
        ProgressHandler.setHandler(this, StatementWatch.STEPS, statementWatch);
        watch = statementWatch;
        reading.watch(statementWatch);
    }

    /** Limits a read to its deadline, and ends it when its thread is interrupted. */
    public ReadLimit limit(Deadline deadline) {
        StatementWatch watching = watch;
        if (watching == null) {
            return ReadLimit.NONE;
        }
        watching.begin(deadline);
        return watching::end;
    }

    /** Ends the limit of the last {@link #limit}. */
    void endLimit() {
        if (watch != null) {
            watch.end();
        }
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        checkOpen();
        checkCursor(type, concurrency, holdability);
        checkKeepsTransaction(sql);
        if (isReading) {
            reading.begin();
        }
        boolean passesGate = gated && SqlKind.mayWrite(sql);
        // The statements of the store itself stay as plain as they can be.
        return passesGate || user != null
                ? new GatedTimedStatement(this, sql, passesGate)
                : new TimedStatement(this, sql);
    }

    @Override
    public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
        checkOpen();
        checkCursor(type, concurrency, holdability);
        if (isReading) {
            reading.begin();
        }
        return new PlainStatement(this);
    }

    /** Lets the statements that are prepared from now on pass the gate that is set when they are executed. */
    void gateStatements() {
        gated = true;
    }

    /** Sets the gate; null if statements need none. */
    void setGate(@Nullable WriteGate writeGate) {
        gate = writeGate;
    }

    @Nullable
    WriteGate gate() {
        return gate;
    }

    /** Records that {@code sql} runs. What an application's may leave behind is not handed to another session. */
    void runs(String sql) {
        altered = altered || user != null && SqlKind.mayChangeConnection(sql);
    }

    /** Returns whether the connection must be closed when it is released. */
    boolean isAltered() {
        return altered;
    }

    /** Sets the connection that statements of this one return; null for this one. */
    void setUser(@Nullable Connection connection) {
        user = connection;
        mayHaveOpenRows = mayHaveOpenRows || connection != null;
    }

    Connection user() {
        return user == null ? this : user;
    }

    /** Refuses to run {@code sql} in a transaction of a session if it would end that. */
    void checkKeepsTransaction(String sql) throws SQLException {
        if (user != null && inTransaction) {
            SqliteErrors.checkKeepsTransaction(sql);
        }
    }

    /** Runs an execution of a statement. If it fails, finds out whether SQLite has rolled the transaction back. */
    <T> T run(GatedStatement.Execution<T> execution) throws SQLException {
        try {
            return execution.run();
        } catch (SQLException e) {
            poisonIfRolledBack();
            throw e;
        }
    }

    /** Marks the transaction as failed if SQLite has rolled it back, as triggers can demand. */
    private void poisonIfRolledBack() {
        if (user == null || !inTransaction || poisoned) {
            return;
        }
        try {
            getDatabase().exec("BEGIN", false); // Refused in a transaction.
            getDatabase().exec("ROLLBACK", false);
            poison();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "The transaction goes on after a statement has failed", e);
        }
    }

    /**
     * Marks the beginning of a transaction, so that it can be undone without being ended. One that only reads begins
     * now, because the driver sets savepoints without a statement.
     */
    void markBeginning() throws SQLException {
        if (isReading) {
            reading.begin();
        } else {
            markBeginning.run();
        }
    }

    /** Undoes everything since {@link #markBeginning}. */
    void undoToBeginning() throws SQLException {
        getDatabase().exec("ROLLBACK TO sepia_beginning", false);
    }

    /** Returns why SQLite interrupted a statement of this connection. */
    public StatementWatch.Reason reasonOfInterrupt() {
        return watch == null ? StatementWatch.Reason.CLOSE : watch.reason();
    }

    /** Marks the connection as unusable after this transaction, however it ends. */
    public void poison() {
        poisoned = true;
        // SQLite may have ended the transaction itself.
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

    public SingleWrites singleWrites() {
        return singleWrites;
    }

    @Override
    public void commit() throws SQLException {
        checkNotUsed("commit()");
        commitNow();
    }

    /** Refuses what a session would not notice, to an application that has unwrapped the connection. */
    private void checkNotUsed(String call) throws SQLException {
        if (user != null) {
            throw SqliteErrors.endsTransaction("SQLiteConnection." + call);
        }
    }

    /** Commits, also for a session that uses the connection. */
    void commitNow() throws SQLException {
        checkOpen();
        if (poisoned) {
            throw new SQLiteException("the connection failed before the commit", SQLiteErrorCode.SQLITE_ABORT);
        }
        if (inTransaction) {
            holding = 0;
            try {
                if (isReading) {
                    reading.end(false);
                } else {
                    commit.run();
                }
            } catch (SQLException e) {
                poisoned = poisoned || SqliteErrors.isFatal(e);
                throw e;
            }
            inTransaction = false;
            isReading = false;
            checkStored();
        }
    }

    /** Sets the guard that checks commits; null if the connection cannot write. */
    void guard(@Nullable FileGuard fileGuard) {
        guard = fileGuard;
    }

    /** Checks that what was committed is in the file at the store's path. */
    void checkStored() throws SQLException {
        if (guard != null) {
            guard.afterCommit(log);
        }
    }

    /** Returns the identity of the write-ahead log when the first transaction that writes began; null if unknown. */
    @Nullable
    Object log() {
        return log;
    }

    @Override
    public void rollback() throws SQLException {
        checkNotUsed("rollback()");
        rollbackNow();
    }

    /** Rolls back, also for a session that uses the connection. */
    void rollbackNow() throws SQLException {
        if (!inTransaction || isClosed()) {
            return;
        }
        inTransaction = false;
        holding = 0;
        boolean wasReading = isReading;
        isReading = false;
        if (!poisoned) {
            try {
                if (wasReading) {
                    reading.end(mayHaveOpenRows);
                } else {
                    getDatabase().exec("ROLLBACK", false);
                }
                return;
            } catch (SQLException e) {
                poisoned = true;
            }
        }
        // SQLite may have rolled back itself, and would commit later statements one by one. Closing always rolls back.
        close();
    }

    /** Closes the connection because of {@code error}, to which further failures are added. */
    void closeAfter(Throwable error) {
        try {
            close();
        } catch (SQLException e) {
            error.addSuppressed(e);
        }
    }

    /** Closes the connection. Returns {@code earlier}, with a failure added, or else the failure, if there is one. */
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

    /** Commits and then commits each statement separately, until set to false or the connection is released. */
    @Override
    public void setAutoCommit(boolean autoCommit) throws SQLException {
        checkNotUsed("setAutoCommit(" + autoCommit + ")");
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

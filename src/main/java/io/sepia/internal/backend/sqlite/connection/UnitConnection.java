package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.StorageException;
import io.sepia.internal.backend.Access;
import io.sepia.internal.backend.sql.statement.CachingConnection;
import io.sepia.internal.functions.LockWaits;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The connection of a unit's session. It takes one of the store's connections when a transaction runs its first
 * statement, and returns it when the transaction ends; outside of transactions, each statement has one until it is
 * closed, and is committed by itself. So a session that has nothing to do holds nothing. Not thread-safe, as JDBC
 * connections are used. See decision 0140.
 */
final class UnitConnection implements InvocationHandler, UnitTransaction {
    private static final String LAST_ROW = "last_insert_rowid()";

    private static final System.Logger LOG = System.getLogger(UnitConnection.class.getName());

    private final Connection self;
    private final SqliteConnectionProvider provider;
    private final SqliteConnections connections;
    private final boolean readOnlySession;
    private final List<Statement> open = new ArrayList<>();
    private final Map<Savepoint, Integer> savepoints = new HashMap<>(0);
    private final KeptUpdates kept = new KeptUpdates();
    private Declaration declaration = Declaration.NONE;
    private boolean readOnly;
    private boolean autoCommit = true;
    private boolean closed;
    private boolean mayWrite;
    /** The connection of the transaction. */
    private @Nullable SqliteConnection physical;
    /** The connection for what is not a statement outside of transactions. */
    private @Nullable SqliteConnection aside;
    /** How long the statement that is running may wait for the write lock; negative if it does not say so. */
    private long waitMillis = -1;

    /** The row id of the latest insert outside of a transaction. */
    private long lastRow;

    private UnitConnection(SqliteConnectionProvider provider, boolean readOnlySession) {
        this.self = (Connection) Proxy.newProxyInstance(
                UnitConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class, CachingConnection.class, UnitTransaction.class, LockWaits.class},
                this);
        this.provider = provider;
        this.connections = provider.connections();
        this.readOnlySession = readOnlySession;
    }

    /** @param readOnly whether no transaction of the session may write */
    static Connection create(SqliteConnectionProvider provider, boolean readOnly) {
        return new UnitConnection(provider, readOnly).self;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] given) throws Throwable {
        Object[] arguments = given == null ? new Object[0] : given;
        switch (method.getName()) {
            case "prepareStatement", "createStatement", "prepareCall":
                return statement(method, arguments);
            case "getMetaData":
                checkNotClosed();
                return UnitMetaData.of(self, () -> physical().getMetaData());
            case "setAutoCommit":
                setAutoCommit((boolean) arguments[0]);
                return null;
            case "getAutoCommit":
                return autoCommit;
            case "commit":
                commit();
                return null;
            case "rollback":
                if (arguments.length == 0) {
                    rollback();
                } else {
                    rollback((Savepoint) arguments[0]);
                }
                return null;
            case "setSavepoint":
                if (autoCommit) {
                    throw new SQLException("A savepoint needs a transaction. Begin one, or call setAutoCommit(false).");
                }
                Object savepoint = KeptUpdates.invoke(physical(), method, arguments);
                savepoints.put((Savepoint) savepoint, kept.size());
                return savepoint;
            case "setReadOnly":
                setReadOnly((boolean) arguments[0]);
                return null;
            case "isReadOnly":
                return isReadOnly();
            case "getTransactionIsolation":
                return Connection.TRANSACTION_SERIALIZABLE;
            case "setTransactionIsolation", "clearWarnings", "getWarnings":
                return null; // Each transaction is serializable, which satisfies every level.
            case "close", "abort":
                close();
                return null;
            case "isClosed":
                return closed;
            case "isValid":
                return !closed;
            case "isPoisoned":
                return physical != null && physical.isPoisoned();
            case "equals":
                return proxy == arguments[0];
            case "hashCode":
                return System.identityHashCode(this);
            case "toString":
                return "connection of a unit to " + provider.file();
            case "waitForLock":
                waitMillis = (long) arguments[0];
                return null;
            default:
                if (method.getDeclaringClass().isAssignableFrom(UnitTransaction.class)) {
                    return KeptUpdates.invoke(this, method, arguments);
                }
                return KeptUpdates.invoke(physical(), method, arguments);
        }
    }

    private Object statement(Method method, Object[] arguments) throws SQLException {
        if (!autoCommit) {
            SqliteConnection connection = physical();
            if (connection.isPoisoned()) {
                throw new SQLiteException(
                        "SQLite has rolled back the transaction. Roll it back, and run it again.",
                        SQLiteErrorCode.SQLITE_ABORT);
            }
            if (arguments.length > 0 && arguments[0] instanceof String sql) {
                connection.runs(sql);
            }
            // Without reflection in the usual case.
            return opened(
                    arguments.length == 1
                                    && arguments[0] instanceof String text
                                    && method.getName().equals("prepareStatement")
                            ? connection.prepareStatement(text)
                            : (Statement) KeptUpdates.invoke(connection, method, arguments));
        }
        checkNotClosed();
        String sql = arguments.length > 0 && arguments[0] instanceof String text ? text : "";
        boolean inserts = SqlKind.mayInsert(sql);
        if (!inserts && sql.contains(LAST_ROW)) {
            // Hibernate asks in a statement of its own, which may run on another connection.
            arguments[0] = sql.replace(LAST_ROW, Long.toString(lastRow));
        }
        SqliteConnection own = acquire(() -> isReadOnly() ? reader() : undeclared());
        try {
            Statement statement = (Statement) KeptUpdates.invoke(own, method, arguments);
            if (!sql.isEmpty()) {
                own.runs(sql);
            }
            ((GatedStatement) statement).afterClose(() -> {
                open.remove(statement);
                boolean inserted = statement instanceof PlainStatement plain ? plain.mayHaveInserted() : inserts;
                try {
                    lastRow = inserted && !own.isPoisoned() ? own.statements().number("SELECT " + LAST_ROW) : lastRow;
                } finally {
                    release(own);
                }
            });
            open.add(statement);
            return statement;
        } catch (Throwable e) {
            release(own);
            throw e;
        }
    }

    private Statement opened(Statement statement) {
        ((GatedStatement) statement).afterClose(() -> open.remove(statement));
        open.add(statement);
        return statement;
    }

    private void checkNotClosed() throws SQLException {
        if (closed) {
            throw new SQLException("The connection was closed.");
        }
    }

    private boolean isReadOnly() {
        return readOnlySession || readOnly || provider.settings().readOnly() || declaration.isReadOnly();
    }

    private long timeoutMillis() {
        long declared = waitMillis < 0 ? declaration.lockTimeoutMillis() : waitMillis;
        return declared < 0 ? provider.settings().busyTimeoutMillis() : declared;
    }

    /**
     * Returns the connection of the transaction. Outside of one, a connection that is kept until this one is closed.
     */
    private SqliteConnection physical() throws SQLException {
        if (autoCommit) {
            if (aside == null) {
                checkNotClosed();
                aside = acquire(() -> connections.undeclared().acquireUncounted(isReadOnly(), timeoutMillis()));
            }
            return aside;
        }
        if (physical == null) {
            checkNotClosed();
            mayWrite = !isReadOnly();
            physical = acquire(mayWrite ? this::beginUndeclared : this::reader);
            physical.markBeginning();
        }
        return physical;
    }

    private SqliteConnection acquire(SqliteConnectionProvider.Acquisition acquisition) throws SQLException {
        try {
            SqliteConnection acquired = provider.recovering(acquisition);
            acquired.setUser(self);
            return acquired;
        } catch (StorageException | IllegalStateException e) {
            throw SqliteErrors.busy(e);
        }
    }

    private SqliteConnection undeclared() throws SQLException {
        return connections.undeclared().acquire(SqliteSettings.deadline(timeoutMillis()), timeoutMillis());
    }

    private SqliteConnection beginUndeclared() throws SQLException {
        long timeout = timeoutMillis();
        long deadline = SqliteSettings.deadline(timeout);
        // Work that Hibernate runs beside the session's transaction declares nothing. It is short, and must not be
        // refused because it reads first. A transaction within another one that writes could never get the lock, but
        // it can read.
        return provider.isLockDeferred() && declaration != Declaration.NONE || connections.isLockedByThisThread()
                ? connections.undeclared().begin(deadline, timeout)
                : connections.acquire(Access.READ_WRITE, deadline, timeout);
    }

    private SqliteConnection reader() throws SQLException {
        SqliteConnection reader = connections.acquire(
                Access.READ_ONLY,
                provider.settings().busyDeadline(),
                provider.settings().busyTimeoutMillis());
        reader.setGate(new ReadOnlyGate(provider.file()));
        return reader;
    }

    private void setReadOnly(boolean only) throws SQLException {
        if (physical != null && !autoCommit && only != isReadOnly()) {
            throw new SQLException("The transaction has begun. Call setReadOnly before its first statement.");
        }
        readOnly = only;
    }

    private void setAutoCommit(boolean auto) throws SQLException {
        if (auto == autoCommit) {
            return;
        }
        if (auto && declaration.isActive()) {
            throw SqliteErrors.endsTransaction("Connection.setAutoCommit(true)");
        }
        if (auto) {
            commit();
        }
        release();
        autoCommit = auto;
    }

    private void commit() throws SQLException {
        if (!autoCommit && physical != null) {
            physical.commitNow();
            release();
        }
    }

    private void rollback() throws SQLException {
        if (autoCommit || physical == null) {
            return;
        }
        try {
            if (kept.size() > 0 && !physical.isPoisoned()) {
                keep(physical);
            } else {
                physical.rollbackNow();
            }
        } finally {
            release();
        }
    }

    /** Undoes everything but the updates to keep, without letting another process write in between. */
    private void keep(SqliteConnection connection) throws SQLException {
        try {
            closeStatements();
            connection.undoToBeginning();
            kept.repeat(0, connection);
            connection.commitNow();
        } catch (SQLException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "The ids that a transaction took from their table could not be kept when it was rolled back. They"
                            + " may be given again, and inserts then fail. Reopen the EntityManagerFactory.",
                    e);
            connection.rollbackNow();
        }
    }

    private void rollback(Savepoint savepoint) throws SQLException {
        SqliteConnection connection = physical();
        connection.rollback(savepoint);
        kept.repeat(savepoints.getOrDefault(savepoint, 0), connection);
    }

    private void closeStatements() throws SQLException {
        for (Statement each : List.copyOf(open)) {
            each.close();
        }
    }

    /** Returns the connection, if there is one, and closes the statements that the transaction has left open. */
    private void release() throws SQLException {
        SqliteConnection connection = physical;
        if (connection == null) {
            return;
        }
        try {
            closeStatements();
        } finally {
            physical = null;
            mayWrite = false;
            savepoints.clear();
            kept.clear();
            release(connection);
        }
    }

    private void release(SqliteConnection connection) throws SQLException {
        connection.setUser(null);
        connections.release(connection);
    }

    private void close() throws SQLException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            closeStatements();
        } finally {
            try {
                rollback();
                release();
            } finally {
                if (aside != null) {
                    release(aside);
                }
            }
        }
    }

    @Override
    public void declare(Declaration said) {
        declaration = said;
    }

    @Override
    public boolean mayWrite() {
        return !autoCommit && (physical == null ? !isReadOnly() : mayWrite);
    }

    @Override
    public <T> T keeping(Work<T> work) throws SQLException {
        SqliteConnection connection = physical();
        WriteGate gate = connection.gate();
        if (gate == null) {
            return work.run(kept.recording(connection));
        }
        // The work reads before it writes, and must not read what another transaction is about to change.
        gate.enter();
        try {
            return work.run(kept.recording(connection));
        } finally {
            gate.leave();
        }
    }
}

package io.sepia.internal.backend.sqlite.connection;

import io.sepia.internal.backend.Deadline;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/**
 * A statement that, if it reads, obeys its query timeout until it is closed. The driver's own statements do not. A
 * statement that writes is never stopped, because SQLite would roll back its transaction.
 */
class TimedStatement extends JDBC4PreparedStatement implements GatedStatement {
    private static final Pattern READ = Pattern.compile("\\s*(select|with)\\b", Pattern.CASE_INSENSITIVE);

    private final SqliteConnection connection;
    private final boolean reads;
    /** The names of the columns; null until they are known, or if they may change. See decision 0309. */
    private String @Nullable [] names;

    private final boolean hasFixedNames;
    private boolean limited;
    private @Nullable CloseAction afterClose;

    TimedStatement(SqliteConnection connection, String sql) throws SQLException {
        super(connection, sql);
        this.connection = connection;
        reads = READ.matcher(sql).lookingAt() && columnCount > 0;
        hasFixedNames = reads && sql.replace("(*)", "").indexOf('*') < 0;
    }

    /** The driver reads the names of all columns again for each execution, which takes longer than the values. */
    @Override
    public ResultSet getResultSet() throws SQLException {
        if (!hasFixedNames) {
            return super.getResultSet();
        }
        if (rs.colsMeta == null) {
            rs.colsMeta = names;
        }
        ResultSet rows = super.getResultSet();
        names = rs.colsMeta;
        return rows;
    }

    @Override
    public void setQueryTimeout(int seconds) throws SQLException {
        super.setQueryTimeout(seconds);
        if (reads && (seconds > 0 || limited)) {
            connection.limit(seconds > 0 ? Deadline.after(TimeUnit.SECONDS.toMillis(seconds)) : Deadline.NONE);
            limited = seconds > 0;
        }
    }

    @Override
    public void afterClose(CloseAction action) {
        afterClose = action;
    }

    @Override
    public void close() throws SQLException {
        if (limited) {
            limited = false;
            connection.endLimit();
        }
        try {
            super.close();
        } finally {
            finished();
            CloseAction action = afterClose;
            afterClose = null;
            if (action != null) {
                action.run();
            }
        }
    }

    @Override
    public Connection getConnection() {
        return connection.user();
    }

    /** Called when the statement is closed. */
    void finished() throws SQLException {}
}

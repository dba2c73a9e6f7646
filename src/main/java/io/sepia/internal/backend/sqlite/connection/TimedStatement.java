package io.sepia.internal.backend.sqlite.connection;

import io.sepia.internal.backend.Deadline;
import java.sql.Connection;
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
    private boolean limited;
    private @Nullable CloseAction afterClose;

    TimedStatement(SqliteConnection connection, String sql) throws SQLException {
        super(connection, sql);
        this.connection = connection;
        reads = READ.matcher(sql).lookingAt() && columnCount > 0;
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

package io.sepia.internal.backend.sqlite.connection;

import io.sepia.internal.backend.sql.statement.LateBeginning;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;

/**
 * The transactions of a connection that cannot write. {@code BEGIN} runs before the second statement: until then, an
 * open row of the first one keeps SQLite's snapshot. So a transaction that reads one row takes one statement. See
 * decision 0309.
 */
final class ReadTransaction implements LateBeginning {
    private final SqliteCommand begin;
    private final SqliteCommand end;
    private final DB database;
    private @Nullable StatementWatch watch;
    private boolean due;
    private boolean begun;
    private @Nullable ResultSet first;

    ReadTransaction(SqliteCommand begin, SqliteCommand end, DB database) {
        this.begin = begin;
        this.end = end;
        this.database = database;
    }

    /** Sets the watch that ends statements. */
    void watch(StatementWatch statementWatch) {
        watch = statementWatch;
    }

    /** Lets the next statement begin a transaction. */
    void expect() {
        due = true;
    }

    @Override
    public boolean isDue() {
        return due && first == null;
    }

    @Override
    public void keep(ResultSet row) {
        first = row;
    }

    @Override
    public void begin() throws SQLException {
        if (!due) {
            return;
        }
        if (watch == null) {
            begin.run();
        } else {
            watch.suspendFor(begin);
        }
        due = false;
        begun = true;
        closeFirst();
    }

    @Override
    public boolean isLost(PreparedStatement statement) {
        return ((CoreStatement) statement).pointer.isClosed();
    }

    private void closeFirst() throws SQLException {
        ResultSet row = first;
        first = null;
        if (row != null) {
            row.close();
        }
    }

    /**
     * Ends the transaction. It has written nothing, so it can be committed. The driver would compile {@code ROLLBACK}
     * each time, which takes longer than a row.
     *
     * @param openRows whether results may be open, which only {@code ROLLBACK} ends
     */
    void end(boolean openRows) throws SQLException {
        due = false;
        closeFirst();
        if (begun) {
            if (openRows) {
                database.exec("ROLLBACK", false);
            } else {
                end.run();
            }
            begun = false;
        }
    }
}

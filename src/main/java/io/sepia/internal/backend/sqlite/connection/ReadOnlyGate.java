package io.sepia.internal.backend.sqlite.connection;

import io.sepia.error.StorageFailureException;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Refuses statements that write. */
record ReadOnlyGate(SqliteFile file) implements WriteGate {
    @Override
    public void enter() throws SQLException {
        StorageFailureException refused = new StorageFailureException("A statement that writes to " + file
                + " was refused, because its transaction, its session or the store is read-only. Write in a transaction"
                + " that is not declared as read-only.");
        SQLException error = new SQLiteException(refused.getMessage(), SQLiteErrorCode.SQLITE_READONLY);
        error.initCause(refused);
        throw error;
    }

    @Override
    public void leave() {}
}

package io.sepia.internal.backend.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ThreadLocalRandom;

/** Switches the log of changes on and off within a write transaction. */
final class ChangeSwitch {
    private ChangeSwitch() {}

    /** Returns whether the log is kept. */
    static boolean isOn(StatementCache statements) throws SQLException {
        try (ResultSet row = statements
                .prepare("SELECT log FROM object_change_log WHERE id = 1")
                .executeQuery()) {
            return row.next() && row.getString(1) != null;
        }
    }

    /** Switches the log on or off, unless it is in that state already. */
    static void switchTo(Database database, StatementCache statements, ChangeRecorder recorder, boolean kept)
            throws SQLException {
        if (isOn(statements) == kept) {
            return;
        }
        recorder.<Boolean>changing(statements, () -> {
            change(database, statements, kept);
            return true;
        });
    }

    private static void change(Database database, StatementCache statements, boolean kept) throws SQLException {
        database.keepChanges(statements, kept);
        execute(statements, "DELETE FROM object_changes");
        if (kept) {
            execute(
                    statements,
                    "INSERT INTO object_changes (sequence_number, object_row, version)"
                            + " SELECT row_number() OVER (ORDER BY id), id, version FROM objects");
        }
        PreparedStatement state =
                statements.prepare("UPDATE object_change_log SET log = ?, forgotten = 0 WHERE id = 1");
        Rows.setText(
                state, 1, kept ? Long.toHexString(ThreadLocalRandom.current().nextLong()) : null);
        state.executeUpdate();
    }

    private static void execute(StatementCache statements, String sql) throws SQLException {
        try (Statement statement = statements.connection().createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}

package io.sepia.internal.backend.sqlite.connection;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.sqlite.core.Codes;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;
import org.sqlite.core.SafeStmtPtr;

/**
 * A statement without parameters and rows that a connection runs repeatedly, such as {@code COMMIT}. It is compiled
 * once and run without JDBC's overhead for results. The connection closes it.
 */
final class SqliteCommand {
    private final DB database;
    private final SafeStmtPtr statement;

    SqliteCommand(SqliteConnection connection, String sql) throws SQLException {
        database = connection.getDatabase();
        PreparedStatement prepared = connection.prepareStatement(sql);
        statement = ((CoreStatement) prepared).pointer;
    }

    void run() throws SQLException {
        int result = statement.safeRunInt(DB::step);
        statement.safeRunInt(DB::reset);
        if (result != Codes.SQLITE_DONE) {
            database.throwex(result);
        }
    }
}

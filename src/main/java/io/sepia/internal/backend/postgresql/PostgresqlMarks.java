package io.sepia.internal.backend.postgresql;

import io.sepia.internal.backend.sql.TransactionMarks;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.SQLException;

/**
 * Marks in settings of the connection, which rollbacks restore: one message to the server each, without a transaction
 * id and without a table. See decision 0298.
 */
final class PostgresqlMarks implements TransactionMarks {
    static final PostgresqlMarks INSTANCE = new PostgresqlMarks();

    private static final String SET = "SELECT set_config(?, ?, false)";
    private static final String REPLACE = SET + " WHERE current_setting(?, true) = ?";
    /** A setting that the connection never had, or no longer has, is null or empty. */
    private static final String GET = "SELECT CAST(nullif(current_setting(?, true), '') AS bigint)";

    private PostgresqlMarks() {}

    @Override
    public boolean set(StatementCache statements, long store, long number) throws SQLException {
        return statements
                .first(SET, row -> true, name(store), Long.toString(number))
                .isPresent();
    }

    @Override
    public boolean replace(StatementCache statements, long store, long latest, long number) throws SQLException {
        return statements
                .first(REPLACE, row -> true, name(store), Long.toString(number), name(store), Long.toString(latest))
                .isPresent();
    }

    @Override
    public long get(StatementCache statements, long store, boolean older) throws SQLException {
        return statements.number(GET, name(store));
    }

    private static String name(long store) {
        return "sepia.mark_" + Long.toUnsignedString(store, 36);
    }
}

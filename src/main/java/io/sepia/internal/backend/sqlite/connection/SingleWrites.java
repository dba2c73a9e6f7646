package io.sepia.internal.backend.sqlite.connection;

import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.sql.Rows;
import io.sepia.internal.backend.sql.StatementCache;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Writes single documents on one of the store's own SQLite connections with the kind of statement that fitted the
 * document before. In SQLite, an upsert takes twice as long as an update, and four times as long as a statement that
 * changes nothing. See decision 0043.
 */
public final class SingleWrites {
    /** Inserts a document unless its key is stored. */
    public static final String INSERT_ABSENT = Rows.INSERT + " ON CONFLICT (class_name, object_id) DO NOTHING";

    private static final String UPDATE_RETURNING = Rows.UPDATE + " RETURNING version";

    private final StatementCache statements;
    private boolean stored = true;

    SingleWrites(StatementCache statements) {
        this.statements = statements;
    }

    /** Writes a document if its key is stored, or is new, as in the previous call. Otherwise returns false. */
    public boolean writeAsExpected(DocumentWrite write, long now) throws SQLException {
        PreparedStatement statement = statements.prepare(stored ? Rows.UPDATE : INSERT_ABSENT);
        if (stored) {
            Rows.bindUpdate(statement, write, now);
        } else {
            Rows.bindInsert(statement, write, now);
        }
        statement.addBatch();
        // executeBatch would derive its counts from these with a stream.
        boolean written = statement.executeLargeBatch()[0] > 0;
        stored = stored == written;
        return written;
    }

    /**
     * Does the same as {@link #writeAsExpected}, but returns the new version of the document, or
     * {@link Rows#NOT_WRITTEN} if it was not written.
     */
    public long writeAsExpectedReturning(DocumentWrite write, long now) throws SQLException {
        if (!stored) {
            return writeAsExpected(write, now) ? 1 : Rows.NOT_WRITTEN;
        }
        PreparedStatement update = statements.prepare(UPDATE_RETURNING);
        Rows.bindUpdate(update, write, now);
        long version = Rows.version(update);
        stored = version != Rows.NOT_WRITTEN;
        return version;
    }
}

package io.sepia.internal.backend.sqlite.connection;

import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.sql.Rows;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Writes single documents on one of the store's own SQLite connections with the kind of statement that fitted the
 * document before. In SQLite, an upsert takes twice as long as an update, and four times as long as a statement that
 * changes nothing. See decision 0043.
 */
public final class SingleWrites {
    /** Makes an insert change nothing if the key is stored. */
    public static final String UNLESS_STORED = " ON CONFLICT (class_name, object_id) DO NOTHING";

    /** Inserts a document unless its key is stored. */
    public static final String INSERT_ABSENT = Rows.INSERT + UNLESS_STORED;

    private static final String UPDATE_RETURNING = Rows.UPDATE + " RETURNING " + Rows.WRITTEN;
    private static final String INSERT_RETURNING = INSERT_ABSENT + " RETURNING " + Rows.WRITTEN;

    private final StatementCache statements;
    private boolean stored = true;
    private boolean afterDeletions;

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
     * Inserts a document unless its key is stored. Begins with {@code first}, unless the class of the previous document
     * had deletions.
     *
     * @param first inserts the document with version 1, unless its key is stored or objects of its class were deleted
     */
    public Rows.Written insert(String first, DocumentWrite write, long now) throws SQLException {
        if (!afterDeletions) {
            PreparedStatement statement = statements.prepare(first);
            Rows.bindInsert(statement, write, now);
            statement.addBatch();
            if (statement.executeLargeBatch()[0] > 0) {
                return new Rows.Written(1, true);
            }
        }
        PreparedStatement statement = statements.prepare(INSERT_RETURNING);
        Rows.bindInsert(statement, write, now);
        Rows.Written written = Rows.written(statement);
        if (written.any()) {
            afterDeletions = written.version() > 1;
        }
        return written;
    }

    /** Does the same as {@link #writeAsExpected}, but returns what was written. */
    public Rows.Written writeAsExpectedReturning(DocumentWrite write, long now) throws SQLException {
        PreparedStatement statement = statements.prepare(stored ? UPDATE_RETURNING : INSERT_RETURNING);
        if (stored) {
            Rows.bindUpdate(statement, write, now);
        } else {
            Rows.bindInsert(statement, write, now);
        }
        Rows.Written written = Rows.written(statement);
        stored = stored == written.any();
        return written;
    }
}

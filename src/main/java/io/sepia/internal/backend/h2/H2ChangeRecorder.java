package io.sepia.internal.backend.h2;

import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.sql.ChangeRecorder;
import io.sepia.internal.backend.sql.ConditionalWrites;
import io.sepia.internal.backend.sql.Rows;
import io.sepia.internal.backend.sql.StatementCache;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * Enters writes into the log of an H2 database. A number is one more than the highest that the transaction can see. Two
 * transactions that take the same one meet at the primary key, where the later waits for the end of the earlier and
 * then takes the next: so numbers are given in the order of commits, and writers go one after the other from their
 * first write on.
 */
public final class H2ChangeRecorder implements ChangeRecorder {
    private static final String NEXT = "(SELECT coalesce(max(sequence_number), 0) FROM object_changes) + ";
    private static final String SAVED = "INSERT INTO object_changes (sequence_number, object_row, version) SELECT "
            + NEXT + "1, id, version FROM objects WHERE class_name = ? AND object_id = ?";
    private static final String DELETING =
            "INSERT INTO object_changes (sequence_number, version, class_name, object_id, deleted_at) SELECT " + NEXT
                    + "row_number() OVER (), version, class_name, object_id,"
                    + " CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000000 AS BIGINT) FROM objects";

    private final H2History history = new H2History();
    private volatile boolean on;

    @Override
    public void keepsOf(String className) {
        history.keepsOf(className);
    }

    @Override
    public boolean keeps(List<DocumentWrite> writes) {
        return history.concerns(writes);
    }

    @Override
    public void save(StatementCache statements, ConditionalWrites rows, List<DocumentWrite> writes, long now)
            throws SQLException {
        if (history.concerns(writes)) {
            history.save(statements, rows, writes, now);
        } else {
            rows.save(writes, now);
        }
    }

    @Override
    public void restoring(StatementCache statements, List<StoredDocument> documents) throws SQLException {
        history.restoring(statements, documents);
    }

    /** Takes note of whether the log is kept. */
    public void switchTo(boolean kept) {
        on = kept;
    }

    @Override
    public void saved(StatementCache statements, List<DocumentWrite> writes) throws SQLException {
        if (!on) {
            return;
        }
        PreparedStatement statement = statements.prepare(SAVED);
        for (DocumentWrite write : writes) {
            Rows.bind(statement, write.key());
            execute(statement);
        }
    }

    @Override
    public void deleting(StatementCache statements, String condition, Binder binder) throws SQLException {
        history.deleting(statements, condition, binder);
        if (!on) {
            return;
        }
        PreparedStatement statement = statements.prepare(DELETING + condition);
        binder.bind(statement);
        execute(statement);
    }

    /** H2 undoes the statement alone when its number was taken meanwhile; the next try sees that one committed. */
    private static void execute(PreparedStatement statement) throws SQLException {
        while (true) {
            try {
                statement.executeUpdate();
                return;
            } catch (SQLException e) {
                if (e.getErrorCode() != H2Database.DUPLICATE_KEY) {
                    throw e;
                }
            }
        }
    }
}

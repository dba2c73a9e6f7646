package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes rows with the versions and times of another store. They are set after the write, which assigns its own. See
 * decision 0054.
 */
final class RestoredRows {
    private static final String DELETE = "DELETE FROM objects WHERE class_name = ? AND object_id = ?";
    private static final String DATE =
            "UPDATE objects SET version = ?, created_at = ?, updated_at = ? WHERE class_name = ? AND object_id = ?";

    private static final String REPLACED = "UPDATE object_generations SET deleted_at = NULL WHERE class_name = ?"
            + " AND object_id = ? AND number = (SELECT max(number) FROM object_generations WHERE class_name = ?"
            + " AND object_id = ?)";

    private RestoredRows() {}

    static List<DocumentWrite> writes(List<StoredDocument> documents) {
        return documents.stream()
                .map(each -> new DocumentWrite(
                        each.key(), each.type(), each.content(), each.metadata(), WriteCondition.NONE))
                .toList();
    }

    /**
     * Deletes the stored rows, because a write would keep their metadata and their values in indexes. A trigger that
     * keeps generations marks them as deleted; this mark is removed.
     */
    static void delete(StatementCache statements, List<StoredDocument> documents) throws SQLException {
        PreparedStatement statement = statements.prepare(DELETE);
        for (StoredDocument each : documents) {
            Rows.bind(statement, each.key());
            statement.addBatch();
        }
        int[] counts = statement.executeBatch();
        if (GenerationRules.read(statements).isEmpty()) {
            return;
        }
        PreparedStatement replaced = statements.prepare(REPLACED);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                ObjectKey key = documents.get(i).key();
                Rows.bind(replaced, key);
                replaced.setString(3, key.className());
                replaced.setString(4, key.id());
                replaced.addBatch();
            }
        }
        replaced.executeBatch();
    }

    /** Sets the versions and times of the documents. */
    static void date(StatementCache statements, List<StoredDocument> documents) throws SQLException {
        PreparedStatement statement = statements.prepare(DATE);
        for (StoredDocument each : documents) {
            statement.setLong(1, each.version());
            statement.setLong(2, Rows.micros(each.createdAt()));
            statement.setLong(3, Rows.micros(each.updatedAt()));
            statement.setString(4, each.key().className());
            statement.setString(5, each.key().id());
            statement.addBatch();
        }
        statement.executeBatch();
    }
}

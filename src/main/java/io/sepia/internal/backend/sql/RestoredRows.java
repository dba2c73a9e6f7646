package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

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
     *
     * @param absent keys that have no row, unless another transaction has inserted it concurrently
     */
    static void delete(
            Database database,
            StatementCache statements,
            ChangeRecorder recorder,
            List<StoredDocument> documents,
            Set<ObjectKey> absent)
            throws SQLException {
        int[] counts = recorder.needsVersions()
                ? deleteReturning(database, statements, recorder, documents, absent)
                : statements.batch(DELETE, documents, each -> new Object[] {each.key()});
        if (GenerationRules.read(statements).isEmpty()) {
            return;
        }
        List<ObjectKey> replaced = IntStream.range(0, counts.length)
                .filter(i -> counts[i] > 0)
                .mapToObj(i -> documents.get(i).key())
                .toList();
        statements.batch(REPLACED, replaced, key -> new Object[] {key, key});
    }

    private static int[] deleteReturning(
            Database database,
            StatementCache statements,
            ChangeRecorder recorder,
            List<StoredDocument> documents,
            Set<ObjectKey> absent)
            throws SQLException {
        String delete = database.returningDeleted(DELETE, "version");
        int[] counts = new int[documents.size()];
        Map<String, Long> versions = new TreeMap<>();
        for (int i = 0; i < counts.length; i++) {
            ObjectKey key = documents.get(i).key();
            Optional<Long> version = statements.first(delete, row -> row.getLong(1), key);
            if (version.isPresent() && absent.contains(key)) {
                throw new StorageBusyException(key + " was stored by another transaction right before this one would"
                        + " have replaced it. Run the transaction again.");
            }
            counts[i] = version.isPresent() ? 1 : 0;
            version.ifPresent(each -> versions.merge(key.className(), each, Math::max));
        }
        recorder.deleted(statements, versions);
        return counts;
    }

    /** Sets the versions and times of the documents. */
    static void date(StatementCache statements, List<StoredDocument> documents) throws SQLException {
        statements.batch(
                DATE, documents, each -> new Object[] {
                    each.version(), Rows.micros(each.createdAt()), Rows.micros(each.updatedAt()), each.key()
                });
    }
}

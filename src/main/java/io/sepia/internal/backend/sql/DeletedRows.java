package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.error.InvalidKeyException;
import io.sepia.internal.backend.Effects.Effect;
import io.sepia.internal.backend.sql.statement.IdLists;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Deletes rows of the table {@code objects}, and reads their keys and versions if details are wanted. */
final class DeletedRows {
    private static final String DELETE = "DELETE FROM objects";
    private static final String OF_KEY = " WHERE class_name = ? AND object_id = ?";
    private static final String COLUMNS = "class_name, object_id, version";

    private final Database database;
    private final StatementCache statements;
    private final ChangeRecorder recorder;
    private final boolean detailed;
    private final Instant now;
    private final List<Effect> details = new ArrayList<>(0);
    private long count;

    DeletedRows(Database database, StatementCache statements, ChangeRecorder recorder, boolean detailed, Instant now) {
        this.database = database;
        this.statements = statements;
        this.recorder = recorder;
        this.detailed = detailed;
        this.now = now;
    }

    /** Deletes the rows that meet {@code condition} and returns their number. */
    long delete(String condition, ChangeRecorder.Binder binder) throws SQLException {
        return recorder.recordsDeletions(statements)
                ? delete(ChangeRecorder.LockedRows.lock(statements, database, condition, binder))
                : deleteAll(condition, binder);
    }

    /** Deletes the rows of lists. */
    void delete(IdLists lists) throws SQLException {
        if (database.rowLock().isEmpty()) {
            lists.forEach(list -> delete(list.where(), list::bind));
        } else {
            // Databases with several writers find the rows of a long list faster in a join.
            delete(ChangeRecorder.LockedRows.lock(statements, database, lists));
        }
    }

    private long delete(ChangeRecorder.LockedRows rows) throws SQLException {
        recorder.deleting(statements, rows);
        long before = count;
        rows.forEach(this::deleteAll);
        return count - before;
    }

    private long deleteAll(String condition, ChangeRecorder.Binder binder) throws SQLException {
        String delete = DELETE + condition;
        boolean returning = detailed || recorder.needsVersions();
        PreparedStatement statement =
                statements.prepare(returning ? database.returningDeleted(delete, COLUMNS) : delete);
        binder.bind(statement);
        long deleted = returning ? read(statement) : statement.executeUpdate();
        count += deleted;
        return deleted;
    }

    /** Deletes all rows about objects except the record of their deletion. See decision 0057. */
    void forget(String className, Collection<String> ids) throws SQLException {
        ObjectKey.checkClassName(className);
        database.overwriteDeleted(statements, true);
        try {
            for (String id : ids) {
                ObjectKey key = new ObjectKey(className, id);
                delete(OF_KEY, statement -> Rows.bind(statement, key));
                // This includes the generation that the deletion itself has kept.
                GenerationRows.delete(statements, key);
                statements.update("DELETE FROM object_events" + OF_KEY, key);
            }
            database.indexes().forget(statements, className);
        } finally {
            database.overwriteDeleted(statements, false);
        }
    }

    private long read(PreparedStatement statement) throws SQLException {
        List<Effect> found = new ArrayList<>();
        // Sorted, so that transactions lock the rows of classes in one order.
        Map<String, Long> versions = new TreeMap<>();
        long deleted = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                deleted++;
                versions.merge(rows.getString(1), rows.getLong(3), Math::max);
                if (!detailed) {
                    continue;
                }
                try {
                    ObjectKey key = new ObjectKey(rows.getString(1), rows.getString(2));
                    found.add(Effect.deleted(key, rows.getLong(3), now));
                } catch (InvalidKeyException e) {
                    // A row inserted by SQL under an id that is not valid; it is not an object.
                    continue;
                }
            }
        }
        // Databases return the rows of one statement in any order.
        found.sort(Comparator.comparing(each -> each.change().key()));
        details.addAll(found);
        recorder.deleted(statements, versions);
        return deleted;
    }

    long count() {
        return count;
    }

    /** Returns the deletions; those of one statement are sorted by key. */
    List<Effect> details() {
        return details;
    }
}

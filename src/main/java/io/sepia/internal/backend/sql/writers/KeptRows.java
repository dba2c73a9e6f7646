package io.sepia.internal.backend.sql.writers;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.error.ObjectExistsException;
import io.sepia.error.StorageBusyException;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.sql.ChangeRecorder;
import io.sepia.internal.backend.sql.ConditionalWrites;
import io.sepia.internal.backend.sql.GenerationRows;
import io.sepia.internal.backend.sql.Rows;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps the generations of objects: locks each row that is about to be overwritten or deleted, and then copies it. See
 * decisions 0055 and 0093.
 */
final class KeptRows {
    private static final String OF_RULE = "class_name IN (SELECT class_name FROM object_rules WHERE history = 1)";
    /** A statement for each object: some databases compare each generation with each key of a list. */
    private static final String MARK_DELETED = "UPDATE object_generations SET deleted_at = greatest(created_at, %s)"
            + " WHERE class_name = ? AND object_id = ? AND deleted_at IS NULL AND number ="
            + " (SELECT max(number) FROM object_generations WHERE class_name = ? AND object_id = ?)";

    private static final String OF_KEY = " WHERE class_name = ? AND object_id = ?";
    private static final String TRIM = "DELETE FROM object_generations WHERE class_name = ? AND object_id = ? AND"
            + " number <= (SELECT max(number) FROM object_generations WHERE class_name = ? AND object_id = ?) + 1 - ?";

    private final ConcurrentDatabase database;
    private final Map<String, HistoryRule> rules;

    /** @param rules the history rules by class name */
    KeptRows(ConcurrentDatabase database, Map<String, HistoryRule> rules) {
        this.database = database;
        this.rules = rules;
    }

    /**
     * Writes documents and keeps the generation that each of them replaces. If one of their classes has a history rule,
     * they are written one at a time.
     */
    void save(StatementCache statements, ConditionalWrites rows, List<DocumentWrite> writes, long now)
            throws SQLException {
        if (writes.stream().noneMatch(each -> rules.containsKey(each.key().className()))) {
            rows.save(writes, now);
            return;
        }
        for (DocumentWrite write : writes) {
            HistoryRule rule = rules.get(write.key().className());
            boolean replaces = switch (write.condition().kind()) {
                case NONE, PRESENT, VERSION -> true;
                case IF_ABSENT, ABSENT, NEW_VERSION -> false;
            };
            if (rule == null || !rule.everySave() || !replaces) {
                rows.save(List.of(write), now);
                continue;
            }
            for (int attempt = 1; !write(statements, rows, write, rule, now); attempt++) {
                database.lostRace(statements.connection(), attempt);
            }
        }
    }

    /** Writes a document. Returns false if another transaction has stored the object concurrently. */
    private boolean write(
            StatementCache statements, ConditionalWrites rows, DocumentWrite write, HistoryRule rule, long now)
            throws SQLException {
        if (keep(statements, write.key())) {
            rows.save(List.of(write), now);
            trim(statements, write.key(), rule);
            return true;
        }
        if (write.condition().kind() == WriteCondition.Kind.NONE) {
            return insert(rows, write, now);
        }
        rows.save(List.of(write), now);
        throw new StorageBusyException(write.key() + " was stored by another transaction right before this one"
                + " would have overwritten it. Run the transaction again.");
    }

    /** Inserts a document. Returns false if another transaction has stored the object concurrently. */
    private static boolean insert(ConditionalWrites rows, DocumentWrite write, long now) throws SQLException {
        try {
            rows.save(List.of(absent(write)), now);
            return true;
        } catch (ObjectExistsException e) {
            return false;
        }
    }

    private static DocumentWrite absent(DocumentWrite write) {
        return new DocumentWrite(
                write.key(),
                write.type(),
                write.content(),
                write.metadata(),
                WriteCondition.ABSENT,
                write.references());
    }

    /** Locks a row and keeps it as a generation. Returns false if there is no such row. */
    private boolean keep(StatementCache statements, ObjectKey key) throws SQLException {
        if (ChangeRecorder.LockedRows.lock(statements, database, key).isEmpty()) {
            return false;
        }
        PreparedStatement keep = statements.prepare(GenerationRows.KEEP + OF_KEY);
        Rows.bind(keep, key);
        return database.executeNumbered(keep) > 0;
    }

    /** Keeps the row of an object that is about to be overwritten, if its class keeps a generation for every save. */
    void overwriting(StatementCache statements, ObjectKey key) throws SQLException {
        if (keepsEverySave(key)) {
            keep(statements, key);
        }
    }

    private boolean keepsEverySave(ObjectKey key) {
        HistoryRule rule = rules.get(key.className());
        return rule != null && rule.everySave();
    }

    /** Deletes the oldest generations of an object beyond the number that the rule of its class allows. */
    void trim(StatementCache statements, ObjectKey key) throws SQLException {
        HistoryRule rule = rules.get(key.className());
        if (rule != null && rule.everySave()) {
            trim(statements, key, rule);
        }
    }

    private static void trim(StatementCache statements, ObjectKey key, HistoryRule rule) throws SQLException {
        if (rule.generations() > 0) {
            PreparedStatement trim = statements.prepare(TRIM);
            Rows.bind(trim, key);
            trim.setString(3, key.className());
            trim.setString(4, key.id());
            trim.setLong(5, Math.max(rule.generations(), 2));
            trim.executeUpdate();
            if (rule.generations() == 1) {
                GenerationRows.empty(statements, key);
            }
        }
    }

    /** Keeps the objects that meet {@code condition} before they are deleted. Their rows must be locked. */
    void deleting(StatementCache statements, String condition, ChangeRecorder.Binder binder) throws SQLException {
        if (rules.values().stream().anyMatch(HistoryRule::everySave)) {
            PreparedStatement keep = statements.prepare(
                    GenerationRows.keep("greatest(updated_at, " + database.now() + ")") + and(condition, OF_RULE));
            binder.bind(keep);
            database.executeNumbered(keep);
        }
        if (!rules.values().stream().allMatch(HistoryRule::everySave)) {
            markDeleted(statements, condition, binder);
        }
    }

    /** Marks the latest generations of objects whose generations are kept on request. */
    private void markDeleted(StatementCache statements, String condition, ChangeRecorder.Binder binder)
            throws SQLException {
        PreparedStatement select = statements.prepare("SELECT class_name, object_id FROM objects" + condition);
        binder.bind(select);
        List<Object[]> marks = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                HistoryRule rule = rules.get(rows.getString(1));
                if (rule != null && !rule.everySave()) {
                    String id = rows.getString(2);
                    marks.add(new Object[] {rows.getString(1), id, rows.getString(1), id});
                }
            }
        }
        if (!marks.isEmpty()) {
            statements.batch(MARK_DELETED.formatted(database.now()), marks, each -> each);
        }
    }

    private static String and(String condition, String other) {
        return condition.isEmpty() ? " WHERE " + other : condition + " AND " + other;
    }

    /** Keeps the rows that restored documents are about to replace, and returns the keys that have no row to keep. */
    Set<ObjectKey> restoring(StatementCache statements, List<StoredDocument> documents) throws SQLException {
        Set<ObjectKey> absent = new HashSet<>();
        for (StoredDocument each : documents) {
            if (keepsEverySave(each.key()) && !keep(statements, each.key())) {
                absent.add(each.key());
            }
        }
        return absent;
    }
}

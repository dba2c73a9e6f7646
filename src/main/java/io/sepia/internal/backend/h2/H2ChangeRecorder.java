package io.sepia.internal.backend.h2;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.sql.ChangeRecorder;
import io.sepia.internal.backend.sql.ConditionalWrites;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.JpaChangeLog;
import io.sepia.internal.backend.sql.Rows;
import io.sepia.internal.backend.sql.StatementCache;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies the rules of a store to the writes of one transaction.
 *
 * <p>Appends the writes to the log of changes. The next sequence number is the highest plus one, taken under the lock
 * of the log, which is held until the transaction ends. So sequence numbers follow the order of commits, and writers
 * run one after the other from their first logged write on. See decisions 0035 and 0093.
 */
final class H2ChangeRecorder implements ChangeRecorder {
    private static final String LOCK_LOG = "SELECT id FROM object_change_log WHERE id = 1 FOR UPDATE";
    private static final String NEXT = "coalesce((" + JpaChangeLog.LAST + "), 0) + ";
    private static final String SAVED = "INSERT INTO object_changes (sequence_number, object_row, version) SELECT "
            + NEXT + "1, id, version FROM objects WHERE class_name = ? AND object_id = ?";
    private static final String WRITTEN =
            "SELECT " + Rows.COLUMNS + " FROM objects WHERE class_name = ? AND object_id = ?";
    private static final String DELETING =
            "INSERT INTO object_changes (sequence_number, version, class_name, object_id, deleted_at) SELECT " + NEXT
                    + "row_number() OVER (), version, class_name, object_id,"
                    + " CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000000 AS BIGINT) FROM objects";

    private final H2Rules.Known entered;
    private final long changes = H2Rules.changes();
    /** The classes that have a unique index or a history rule. */
    private final Set<String> concerned = new HashSet<>();

    H2ChangeRecorder(H2Rules.Known entered) {
        this.entered = entered;
        concerned.addAll(entered.unique());
        concerned.addAll(entered.history().keySet());
    }

    /**
     * Returns whether this transaction may have changed rules, perhaps through another store that has joined it. It
     * then reads them again each time, since a savepoint may have undone the change.
     */
    private boolean mayHaveChanged() {
        return changes != H2Rules.changes();
    }

    private H2Rules.Known rules(StatementCache statements) throws SQLException {
        return mayHaveChanged() ? H2Rules.read(statements, entered.version()) : entered;
    }

    private H2History history(StatementCache statements) throws SQLException {
        return new H2History(rules(statements).history());
    }

    @Override
    public void alone(StatementCache statements) throws SQLException {
        H2Rules.alone(statements);
    }

    @Override
    public <T extends @Nullable Object> T changing(StatementCache statements, RuleChange<T> change)
            throws SQLException {
        H2Rules.alone(statements);
        H2Rules.changed(statements);
        return change.run();
    }

    @Override
    public Set<String> eventClasses(StatementCache statements) throws SQLException {
        return rules(statements).events();
    }

    @Override
    public boolean indexes(List<DocumentWrite> writes) {
        return mayRefuse(writes);
    }

    @Override
    public boolean mayRefuse(List<DocumentWrite> writes) {
        return mayHaveChanged()
                || !concerned.isEmpty()
                        && writes.stream()
                                .anyMatch(each -> concerned.contains(each.key().className()));
    }

    @Override
    public void save(StatementCache statements, ConditionalWrites rows, List<DocumentWrite> writes, long now)
            throws SQLException {
        history(statements).save(statements, rows, writes, now);
    }

    @Override
    public Set<ObjectKey> restoring(StatementCache statements, List<StoredDocument> documents) throws SQLException {
        return history(statements).restoring(statements, documents);
    }

    @Override
    public void overwriting(StatementCache statements, ObjectKey key) throws SQLException {
        history(statements).overwriting(statements, key);
    }

    @Override
    public void written(Database database, StatementCache statements, ObjectKey key) throws SQLException {
        Optional<StoredDocument> row = statements.first(WRITTEN, found -> Rows.read(database, key, found), key);
        if (row.isPresent()) {
            StoredDocument document = row.get();
            List<DocumentWrite> writes = List.of(new DocumentWrite(
                    key, document.type(), document.content(), document.metadata(), WriteCondition.NONE));
            if (indexes(writes)) {
                database.indexes().written(statements, writes, new boolean[] {true});
            }
            history(statements).trim(statements, key);
            saved(statements, writes);
        }
    }

    @Override
    public void saved(StatementCache statements, List<DocumentWrite> writes) throws SQLException {
        if (!rules(statements).changes()) {
            return;
        }
        lockLog(statements);
        PreparedStatement statement = statements.prepare(SAVED);
        for (DocumentWrite write : writes) {
            Rows.bind(statement, write.key());
            H2Database.executeNumbered(statement);
        }
    }

    @Override
    public boolean needsVersions() {
        return true;
    }

    @Override
    public void deleted(StatementCache statements, Map<String, Long> versions) throws SQLException {
        for (Map.Entry<String, Long> each : versions.entrySet()) {
            H2Database.floors(statements).raise(each.getKey(), each.getValue());
        }
    }

    @Override
    public boolean recordsDeletions(StatementCache statements) throws SQLException {
        H2Rules.Known rules = rules(statements);
        return rules.changes() || !rules.history().isEmpty();
    }

    @Override
    public void deleting(StatementCache statements, ObjectKey key) throws SQLException {
        deleting(statements, LockedRows.lock(statements, H2Database.INSTANCE, key));
    }

    @Override
    public void deleting(StatementCache statements, LockedRows rows) throws SQLException {
        H2History history = history(statements);
        rows.forEach((condition, numbers) -> history.deleting(statements, condition, numbers));
        if (rules(statements).changes() && !rows.isEmpty()) {
            lockLog(statements);
            rows.forEach((condition, numbers) -> {
                PreparedStatement statement = statements.prepare(DELETING + condition);
                numbers.bind(statement);
                H2Database.executeNumbered(statement);
            });
        }
    }

    /** Waits until no other transaction appends to the log. Acquired after all locks of rows and generations. */
    private static void lockLog(StatementCache statements) throws SQLException {
        statements.prepare(LOCK_LOG).executeQuery().close();
    }
}

package io.sepia.internal.backend.h2;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.sql.ChangeRecorder;
import io.sepia.internal.backend.sql.ConditionalWrites;
import io.sepia.internal.backend.sql.Database;
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
 * <p>Appends the writes to the log of changes. The next sequence number is the highest that the transaction sees, plus
 * one. If two transactions choose the same number, the primary key makes the later one wait until the earlier one has
 * ended; it then takes the next number. So sequence numbers follow the order of commits, and writers run one after the
 * other from their first logged write on. See decisions 0035 and 0073.
 */
final class H2ChangeRecorder implements ChangeRecorder {
    private static final String NEXT = "(SELECT coalesce(max(sequence_number), 0) FROM object_changes) + ";
    private static final String SAVED = "INSERT INTO object_changes (sequence_number, object_row, version) SELECT "
            + NEXT + "1, id, version FROM objects WHERE class_name = ? AND object_id = ?";
    private static final String WRITTEN =
            "SELECT " + Rows.COLUMNS + " FROM objects WHERE class_name = ? AND object_id = ?";
    private static final String DELETING =
            "INSERT INTO object_changes (sequence_number, version, class_name, object_id, deleted_at) SELECT " + NEXT
                    + "row_number() OVER (), version, class_name, object_id,"
                    + " CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000000 AS BIGINT) FROM objects";

    private final H2Rules.Known entered;
    /** The classes that had a unique index or a history rule at any time during this transaction. */
    private final Set<String> concerned = new HashSet<>();
    /**
     * Whether this transaction has changed rules. It then reads them again each time, since a savepoint may have undone
     * the change.
     */
    private boolean changes;

    H2ChangeRecorder(H2Rules.Known entered) {
        this.entered = entered;
        concern(entered);
    }

    private void concern(H2Rules.Known rules) {
        concerned.addAll(rules.unique());
        concerned.addAll(rules.history().keySet());
    }

    private H2Rules.Known rules(StatementCache statements) throws SQLException {
        return changes ? H2Rules.read(statements, entered.version()) : entered;
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
        changes = true;
        T result = change.run();
        H2Rules.changed(statements);
        concern(rules(statements));
        return result;
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
        return !concerned.isEmpty()
                && writes.stream()
                        .anyMatch(each -> concerned.contains(each.key().className()));
    }

    @Override
    public void save(StatementCache statements, ConditionalWrites rows, List<DocumentWrite> writes, long now)
            throws SQLException {
        history(statements).save(statements, rows, writes, now);
    }

    @Override
    public void restoring(StatementCache statements, List<StoredDocument> documents) throws SQLException {
        history(statements).restoring(statements, documents);
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
    public boolean deleting(StatementCache statements, String condition, Binder binder) throws SQLException {
        H2Rules.Known rules = rules(statements);
        if (!rules.changes() && rules.history().isEmpty()) {
            return true;
        }
        if (!H2History.lock(statements, condition, binder)) {
            return false;
        }
        new H2History(rules.history()).deleting(statements, condition, binder);
        if (rules.changes()) {
            PreparedStatement statement = statements.prepare(DELETING + condition);
            binder.bind(statement);
            H2Database.executeNumbered(statement);
        }
        return true;
    }
}

package io.sepia.internal.backend.sql.writers;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.WriteCondition;
import io.sepia.internal.backend.sql.ChangeRecorder;
import io.sepia.internal.backend.sql.ConditionalWrites;
import io.sepia.internal.backend.sql.Database;
import io.sepia.internal.backend.sql.Rows;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Applies the rules of a store to the writes of one transaction. */
final class RuleRecorder implements ChangeRecorder {
    private static final String WRITTEN =
            "SELECT " + Rows.COLUMNS + " FROM objects WHERE class_name = ? AND object_id = ?";
    /** A statement for each object: some databases compare each value with each object of a subquery. */
    private static final String DELETE_UNIQUE = "DELETE FROM unique_values WHERE class_name = ? AND object_id = ?";

    private final ConcurrentDatabase database;
    private final WritersLock lock;
    private final LogAppender log;
    private final SharedRules.Known entered;
    private final long changes = SharedRules.changes();
    /** The classes that have a unique index or a history rule. */
    private final Set<String> concerned = new HashSet<>();

    RuleRecorder(ConcurrentDatabase database, WritersLock lock, LogAppender log, SharedRules.Known entered) {
        this.database = database;
        this.lock = lock;
        this.log = log;
        this.entered = entered;
        concerned.addAll(entered.unique());
        concerned.addAll(entered.history().keySet());
    }

    /**
     * Returns whether this transaction may have changed rules, perhaps through another store that has joined it. It
     * then reads them again each time, since a savepoint may have undone the change.
     */
    private boolean mayHaveChanged() {
        return changes != SharedRules.changes();
    }

    private SharedRules.Known rules(StatementCache statements) throws SQLException {
        return mayHaveChanged() ? SharedRules.read(statements, entered.version()) : entered;
    }

    private KeptRows history(StatementCache statements) throws SQLException {
        return new KeptRows(database, rules(statements).history());
    }

    @Override
    public void alone(StatementCache statements) throws SQLException {
        lock.alone(statements);
    }

    @Override
    public <T extends @Nullable Object> T changing(StatementCache statements, RuleChange<T> change)
            throws SQLException {
        append(statements);
        lock.alone(statements);
        SharedRules.changed();
        lock.changed(statements);
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
        if (!writes.isEmpty() && rules(statements).changes()) {
            log.saved(statements, writes);
        }
    }

    @Override
    public void defer() {
        log.defer();
    }

    @Override
    public boolean hasDeferred() {
        return log.hasDeferred();
    }

    @Override
    public void append(StatementCache statements) throws SQLException {
        log.append(statements);
    }

    @Override
    public boolean needsVersions() {
        return true;
    }

    @Override
    public void deleted(StatementCache statements, Map<String, Long> versions) throws SQLException {
        for (Map.Entry<String, Long> each : versions.entrySet()) {
            database.floors(statements).raise(each.getKey(), each.getValue());
        }
    }

    @Override
    public boolean recordsDeletions(StatementCache statements) throws SQLException {
        SharedRules.Known rules = rules(statements);
        return rules.changes() || !rules.history().isEmpty() || deletesUniqueValues(rules);
    }

    private boolean deletesUniqueValues(SharedRules.Known rules) {
        return !rules.unique().isEmpty() && !database.cascadesToUniqueValues();
    }

    @Override
    public void deleting(StatementCache statements, ObjectKey key) throws SQLException {
        deleting(statements, LockedRows.lock(statements, database, key));
    }

    @Override
    public void deleting(StatementCache statements, LockedRows rows) throws SQLException {
        KeptRows history = history(statements);
        rows.forEach((condition, numbers) -> history.deleting(statements, condition, numbers));
        SharedRules.Known rules = rules(statements);
        if (deletesUniqueValues(rules)) {
            rows.forEach((condition, numbers) -> deleteUniqueValues(statements, rules, condition, numbers));
        }
        if (rules.changes() && !rows.isEmpty()) {
            log.deleting(statements, rows);
        }
    }

    private static void deleteUniqueValues(
            StatementCache statements, SharedRules.Known rules, String condition, Binder numbers) throws SQLException {
        PreparedStatement select = statements.prepare("SELECT class_name, object_id FROM objects" + condition);
        numbers.bind(select);
        List<Object[]> keys = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                if (rules.unique().contains(rows.getString(1))) {
                    keys.add(new Object[] {rows.getString(1), rows.getString(2)});
                }
            }
        }
        if (!keys.isEmpty()) {
            statements.batch(DELETE_UNIQUE, keys, each -> each);
        }
    }
}

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
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies the rules of a store to the writes of one transaction.
 *
 * <p>Appends the writes to the log of changes. The next sequence number is the highest plus one, taken under the lock
 * of the log, which is held until the transaction ends. So sequence numbers follow the order of commits. The store's
 * own transactions append right before they commit; joined ones append each write at once, and writers wait for them
 * from their first logged write on. See decisions 0035, 0093 and 0137.
 */
final class H2ChangeRecorder implements ChangeRecorder {
    private static final String LOCK_LOG = "SELECT id FROM object_change_log WHERE id = 1 FOR UPDATE";
    private static final String NEXT = "coalesce((" + JpaChangeLog.LAST + "), 0) + ";
    private static final String SAVED = "INSERT INTO object_changes (sequence_number, object_row, version) SELECT "
            + NEXT + "1, id, version FROM objects WHERE class_name = ? AND object_id = ?";
    private static final String WRITTEN =
            "SELECT " + Rows.COLUMNS + " FROM objects WHERE class_name = ? AND object_id = ?";
    private static final String NOW = "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000000 AS BIGINT)";
    private static final String DELETED = "INSERT INTO object_changes (sequence_number, version, class_name, object_id,"
            + " deleted_at) VALUES (" + NEXT + "1, ?, ?, ?, ?)";
    private static final String DELETIONS = "SELECT class_name, object_id, version, " + NOW + " FROM objects";
    private static final String DELETING =
            "INSERT INTO object_changes (sequence_number, version, class_name, object_id, deleted_at) SELECT " + NEXT
                    + "row_number() OVER (), version, class_name, object_id,"
                    + " " + NOW + " FROM objects";
    /** The most changes that are kept back. A larger deletion is appended at once, by few statements. */
    private static final int MOST_DEFERRED = 1_000;

    private record Name(String className, String id) {}

    /** @param deletedAt the time of a deletion; null for a save, whose version is read from the row */
    private record Deferred(long version, @Nullable Long deletedAt) {
        private static final Deferred SAVE = new Deferred(0, null);
    }

    private final H2Rules.Known entered;
    private final long changes = H2Rules.changes();
    /** The classes that have a unique index or a history rule. */
    private final Set<String> concerned = new HashSet<>();

    /** The last change of each object that is not in the log yet, in order; null if changes are not kept back. */
    private @Nullable Map<Name, Deferred> deferred;

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
        append(statements);
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
        if (writes.isEmpty() || !rules(statements).changes()) {
            return;
        }
        Map<Name, Deferred> later = deferred;
        if (later != null) {
            for (DocumentWrite write : writes) {
                defer(later, new Name(write.key().className(), write.key().id()), Deferred.SAVE);
            }
            limit(statements);
            return;
        }
        lockLog(statements);
        for (DocumentWrite write : writes) {
            logSave(statements, write.key().className(), write.key().id());
        }
    }

    private static void logSave(StatementCache statements, String className, String id) throws SQLException {
        PreparedStatement statement = statements.prepare(SAVED);
        statement.setString(1, className);
        statement.setString(2, id);
        H2Database.executeNumbered(statement);
    }

    @Override
    public void defer() {
        deferred = new LinkedHashMap<>(1);
    }

    private static void defer(Map<Name, Deferred> later, Name name, Deferred change) {
        later.remove(name);
        later.put(name, change);
    }

    private void limit(StatementCache statements) throws SQLException {
        if (deferred != null && deferred.size() > MOST_DEFERRED) {
            append(statements);
        }
    }

    @Override
    public boolean hasDeferred() {
        return deferred != null && !deferred.isEmpty();
    }

    @Override
    public void append(StatementCache statements) throws SQLException {
        Map<Name, Deferred> later = deferred;
        if (later == null || later.isEmpty()) {
            return;
        }
        lockLog(statements);
        for (Map.Entry<Name, Deferred> each : later.entrySet()) {
            Name name = each.getKey();
            Deferred change = each.getValue();
            if (change.deletedAt() == null) {
                logSave(statements, name.className(), name.id());
            } else {
                PreparedStatement statement = statements.prepare(DELETED);
                StatementCache.bind(statement, change.version(), name.className(), name.id(), change.deletedAt());
                H2Database.executeNumbered(statement);
            }
        }
        later.clear();
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
        if (!rules(statements).changes() || rows.isEmpty()) {
            return;
        }
        Map<Name, Deferred> later = deferred;
        if (later != null && rows.size() <= MOST_DEFERRED) {
            rows.forEach((condition, numbers) -> {
                PreparedStatement statement = statements.prepare(DELETIONS + condition);
                numbers.bind(statement);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        defer(
                                later,
                                new Name(row.getString(1), row.getString(2)),
                                new Deferred(row.getLong(3), row.getLong(4)));
                    }
                }
                limit(statements);
            });
        } else {
            append(statements);
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

package io.sepia.internal.backend.sql.writers;

import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.sql.ChangeRecorder.LockedRows;
import io.sepia.internal.backend.sql.JpaChangeLog;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Appends to a log whose sequence numbers follow the order of commits. The next one is the highest plus one, taken
 * under the lock of the log, which is held until the transaction ends. The store's own transactions append right before
 * they commit; joined ones append each write at once, and writers wait for them from their first logged write on. See
 * decisions 0035, 0093 and 0137.
 */
public final class OrderedLog implements LogAppender {
    private static final String LOCK_LOG = "SELECT id FROM object_change_log WHERE id = 1 FOR UPDATE";
    private static final String NEXT = "coalesce((" + JpaChangeLog.LAST + "), 0) + ";
    private static final String OF_KEY = " WHERE class_name = ? AND object_id = ?";
    private static final String DELETED = "INSERT INTO object_changes (sequence_number, version, class_name, object_id,"
            + " deleted_at) SELECT " + NEXT + "1, ?, ?, ?, ?";
    private static final String DELETIONS = "SELECT class_name, object_id, version, %s FROM objects";
    private static final String DELETING =
            "INSERT INTO object_changes (sequence_number, version, class_name, object_id, deleted_at) SELECT " + NEXT
                    + "row_number() OVER (), version, class_name, object_id, %s FROM objects";
    /** The most changes that are kept back. A larger deletion is appended at once, by few statements. */
    private static final int MOST_DEFERRED = 1_000;

    private record Name(String className, String id) {}

    /** @param deletedAt the time of a deletion; null for a save, whose version is read from the row */
    private record Deferred(long version, @Nullable Long deletedAt) {
        private static final Deferred SAVE = new Deferred(0, null);
    }

    private final ConcurrentDatabase database;
    /** The last change of each object that is not in the log yet, in order; null if changes are not kept back. */
    private @Nullable Map<Name, Deferred> deferred;

    public OrderedLog(ConcurrentDatabase database) {
        this.database = database;
    }

    @Override
    public void saved(StatementCache statements, List<DocumentWrite> writes) throws SQLException {
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

    private void logSave(StatementCache statements, String className, String id) throws SQLException {
        PreparedStatement statement = statements.prepare(database.changes().saved(NEXT + "1") + OF_KEY);
        statement.setString(1, className);
        statement.setString(2, id);
        database.executeNumbered(statement);
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
                database.executeNumbered(statement);
            }
        }
        later.clear();
    }

    @Override
    public void deleting(StatementCache statements, LockedRows rows) throws SQLException {
        Map<Name, Deferred> later = deferred;
        if (later != null && rows.size() <= MOST_DEFERRED) {
            rows.forEach((condition, numbers) -> {
                PreparedStatement statement = statements.prepare(DELETIONS.formatted(database.now()) + condition);
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
                PreparedStatement statement = statements.prepare(DELETING.formatted(database.now()) + condition);
                numbers.bind(statement);
                database.executeNumbered(statement);
            });
        }
    }

    /** Waits until no other transaction appends to the log. Acquired after all locks of rows and generations. */
    private void lockLog(StatementCache statements) throws SQLException {
        statements.prepare(LOCK_LOG).executeQuery().close();
        String committed = database.committed();
        if (!committed.isEmpty()
                && !database.seesCommits(statements.connection())
                && statements.number(JpaChangeLog.LAST) != statements.number(JpaChangeLog.LAST + committed)) {
            // A cursor at the transaction's own changes would leave out those that its snapshot does not show.
            throw database.conflict("another transaction has appended to the log of changes");
        }
    }
}

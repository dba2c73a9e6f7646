package io.sepia.internal.backend.postgresql;

import io.sepia.document.ObjectKey;
import io.sepia.error.StorageFailureException;
import io.sepia.internal.backend.DocumentWrite;
import io.sepia.internal.backend.sql.ChangeRecorder.LockedRows;
import io.sepia.internal.backend.sql.ChangeRows;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.backend.sql.writers.LogAppender;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Appends to a log whose sequence numbers consist of the id of the transaction and a number within it. Writers do not
 * wait for each other: readers stop before the first transaction that is still running. See decision 0290.
 */
final class PostgresqlLog implements LogAppender {
    private static final int BITS = 20;
    /** The most changes of one transaction. */
    private static final long MOST = (1L << BITS) - 1;

    private static final String FIRST = first("pg_current_xact_id()");
    private static final String OF_THIS = ofTransaction(FIRST);
    /** Null if the transaction has not written. Planning a query with the other function would assign an id. */
    private static final String ASSIGNED = first("pg_current_xact_id_if_assigned()");

    /** The first number that a running transaction, this one included, may still commit, or the next one to begin. */
    private static final String END =
            "(CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint) << " + BITS + ")";

    private static final String SETTLED =
            "SELECT max(sequence_number) FROM object_changes WHERE sequence_number < " + END;
    /** The last number of this transaction, if it has written, or the last one that is settled. */
    private static final String LAST = "SELECT coalesce((SELECT max(sequence_number) FROM object_changes WHERE"
            + ofTransaction(ASSIGNED) + "), (" + SETTLED + "))";

    /** The rows of the log, of which a reader sees its own and those that are settled. */
    static final ChangeRows ROWS = ChangeRows.byKey(LAST, SETTLED);

    private static final String NEXT =
            "(SELECT coalesce(max(sequence_number), " + FIRST + ") FROM object_changes WHERE" + OF_THIS + ") + ";
    private static final String SAVED = "INSERT INTO object_changes (sequence_number, class_name, object_id, version)"
            + " SELECT " + NEXT + "row_number() OVER (ORDER BY number), class_name, object_id, version"
            + " FROM UNNEST(CAST(? AS VARCHAR ARRAY), CAST(? AS VARCHAR ARRAY)) WITH ORDINALITY"
            + " AS written(of_class, of_id, number)"
            + " JOIN objects ON class_name = of_class AND object_id = of_id";
    private static final String DELETING =
            "INSERT INTO object_changes (sequence_number, class_name, object_id, version, deleted_at) SELECT " + NEXT
                    + "row_number() OVER (), class_name, object_id, version, "
                    + PostgresqlDatabase.INSTANCE.now() + " FROM objects";

    private long appended;

    private static String first(String transaction) {
        return "(CAST(CAST(" + transaction + " AS text) AS bigint) << " + BITS + ")";
    }

    private static String ofTransaction(String first) {
        return " sequence_number >= " + first + " AND sequence_number <= " + first + " + " + MOST;
    }

    @Override
    public void saved(StatementCache statements, List<DocumentWrite> writes) throws SQLException {
        Set<ObjectKey> keys = new LinkedHashSet<>();
        for (DocumentWrite write : writes) {
            // The last write of a key counts.
            keys.remove(write.key());
            keys.add(write.key());
        }
        count(keys.size());
        Connection connection = statements.connection();
        PreparedStatement saved = statements.prepare(SAVED);
        saved.setArray(
                1,
                connection.createArrayOf(
                        "VARCHAR", keys.stream().map(ObjectKey::className).toArray()));
        saved.setArray(
                2,
                connection.createArrayOf(
                        "VARCHAR", keys.stream().map(ObjectKey::id).toArray()));
        saved.executeUpdate();
    }

    @Override
    public void deleting(StatementCache statements, LockedRows rows) throws SQLException {
        count(rows.size());
        rows.forEach((condition, binder) -> {
            PreparedStatement deleting = statements.prepare(DELETING + condition);
            binder.bind(deleting);
            deleting.executeUpdate();
        });
    }

    private void count(int changes) {
        appended += changes;
        if (appended > MOST) {
            throw new StorageFailureException("A transaction has more than " + MOST
                    + " changes, the most that the log of changes takes on PostgreSQL. Divide it into several, or"
                    + " switch the log off before.");
        }
    }
}

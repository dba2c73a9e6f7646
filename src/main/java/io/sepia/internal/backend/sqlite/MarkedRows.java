package io.sepia.internal.backend.sqlite;

import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.MarkedObjects;
import io.sepia.internal.backend.MarkedObjects.MarkedObject;
import io.sepia.internal.backend.sql.ReferenceRows;
import io.sepia.internal.backend.sql.RowOrder;
import io.sepia.internal.backend.sql.TransactionSession;
import io.sepia.internal.backend.sql.statement.StatementCache;
import io.sepia.internal.backend.sqlite.connection.SqliteErrors;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Rows that are marked as garbage and deleted in several transactions, in the order of the file. In the meantime, the
 * remaining rows may lack objects that they refer to. Triggers therefore refuse to save a marked row, or a reference to
 * one, from the first part to the last. The tables and triggers exist only during that time. See decision 0062.
 */
record MarkedRows(TransactionSession session) implements MarkedObjects {
    private static final String SEAL = "garbage_refuse_save";
    private static final String NEW = "garbage_condemned_new";

    /** Matches a row that refers to a marked object. The list of references has 8 bytes for each. */
    private static final String REFERS = """
            new.targets IS NOT NULL AND EXISTS (WITH RECURSIVE part (at) AS (
              SELECT 1 UNION ALL SELECT at + 8 FROM part WHERE at + 8 <= length(new.targets))
              SELECT 1 FROM part JOIN garbage_condemned_targets c ON c.target = substr(new.targets, part.at, 8))""";

    private static final String REFUSE = " BEGIN SELECT RAISE(ABORT, '" + SqliteErrors.CONDEMNED + "'); END";

    static final Map<String, String> TRIGGERS = triggers();

    private static final String CONDEMN =
            "INSERT INTO garbage_condemned (id) SELECT id FROM objects WHERE class_name = ? AND object_id = ?";
    private static final String PARDON = "DELETE FROM garbage_condemned WHERE id ="
            + " (SELECT id FROM objects WHERE class_name = ? AND object_id = ?)";
    /** Two keys may have the same hash. */
    private static final String CONDEMN_TARGET = "INSERT OR IGNORE INTO garbage_condemned_targets (target) VALUES (?)";

    private static final String PARDON_TARGET = "DELETE FROM garbage_condemned_targets WHERE target = ?";
    private static final String SOME = "SELECT c.id, o.class_name, o.object_id FROM garbage_condemned c"
            + " CROSS JOIN objects o ON o.id = c.id WHERE c.id > ? ORDER BY c.id LIMIT ?";

    private static Map<String, String> triggers() {
        Map<String, String> triggers = new LinkedHashMap<>();
        // SQLite may reuse the number of a deleted row.
        triggers.put(
                NEW,
                "CREATE TRIGGER " + NEW + " AFTER INSERT ON objects BEGIN DELETE FROM garbage_condemned WHERE id ="
                        + " new.id; END");
        triggers.put(
                SEAL,
                "CREATE TRIGGER " + SEAL + " BEFORE UPDATE ON objects"
                        + " WHEN EXISTS (SELECT 1 FROM garbage_condemned WHERE id = old.id)" + REFUSE);
        triggers.put(
                "garbage_refuse_insert",
                "CREATE TRIGGER garbage_refuse_insert BEFORE INSERT ON object_references WHEN " + REFERS + REFUSE);
        triggers.put(
                "garbage_refuse_update",
                "CREATE TRIGGER garbage_refuse_update BEFORE UPDATE OF targets ON object_references WHEN new.targets IS"
                        + " NOT old.targets AND " + REFERS + REFUSE);
        return triggers;
    }

    @Override
    public void mark(Set<ObjectKey> keys, long[] numbers) {
        session.execute(() -> "Marking " + keys.size() + " objects", statements -> {
            if (!exists(statements, "garbage_condemned")) {
                statements.execute("CREATE TABLE garbage_condemned (id INTEGER PRIMARY KEY) STRICT");
                statements.execute("CREATE TABLE garbage_condemned_targets (target BLOB NOT NULL PRIMARY KEY) STRICT,"
                        + " WITHOUT ROWID");
                statements.execute(Objects.requireNonNull(TRIGGERS.get(NEW)));
            }
            run(statements, CONDEMN, keys, CONDEMN_TARGET, numbers);
        });
    }

    @Override
    public void unmark(Set<ObjectKey> keys, long[] numbers) {
        session.execute(
                () -> "Unmarking " + keys.size() + " objects",
                statements -> run(statements, PARDON, keys, PARDON_TARGET, numbers));
    }

    private static void run(
            StatementCache statements, String ofKeys, Set<ObjectKey> keys, String ofNumbers, long[] numbers)
            throws SQLException {
        statements.batch(ofKeys, keys, each -> new Object[] {each});
        statements.batch(ofNumbers, LongStream.of(numbers).boxed().toList(), each ->
                new Object[] {ByteBuffer.allocate(Long.BYTES).putLong(each).array()});
    }

    @Override
    public void freeze() {
        session.execute(() -> "Freezing marked objects", statements -> {
            for (Map.Entry<String, String> each : TRIGGERS.entrySet()) {
                if (!each.getKey().equals(NEW)) {
                    statements.execute(each.getValue());
                }
            }
        });
    }

    @Override
    public boolean isFrozen() {
        return session.<Boolean>read(() -> "Looking for marked objects", MarkedRows::areFrozen);
    }

    static boolean areFrozen(StatementCache statements) throws SQLException {
        return exists(statements, SEAL);
    }

    private static boolean exists(StatementCache statements, String name) throws SQLException {
        return statements.finds("SELECT 1 FROM sqlite_schema WHERE name = ?", name);
    }

    @Override
    public List<MarkedObject> some(long after, int limit) {
        return session.read(() -> "Looking for marked objects", statements -> {
            RowOrder<Long> order = RowOrder.ofNumbers("the list of marked objects", after);
            return exists(statements, "garbage_condemned")
                    ? statements.list(SOME, row -> read(order, row), after, limit)
                    : List.of();
        });
    }

    private static MarkedObject read(RowOrder<Long> order, ResultSet row) throws SQLException {
        return new MarkedObject(order.next(row.getLong(1)), ReferenceRows.key(row.getString(2), row.getString(3)));
    }

    @Override
    public void unmark() {
        session.execute(() -> "Unmarking all marked objects", MarkedRows::unmark);
    }

    /** Drops the tables and triggers. */
    static void unmark(StatementCache statements) throws SQLException {
        for (String each : TRIGGERS.keySet()) {
            statements.execute("DROP TRIGGER IF EXISTS " + each);
        }
        statements.execute("DROP TABLE IF EXISTS garbage_condemned");
        statements.execute("DROP TABLE IF EXISTS garbage_condemned_targets");
    }
}

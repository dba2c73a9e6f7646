package io.sepia.backend.jpa;

import io.sepia.backend.ReferenceHash;
import io.sepia.document.ObjectKey;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Rows of SQLite that refer to each other in a circle too large to be deleted in one transaction. While they go part by
 * part, those that are left lack some of what they refer to; so from the first part to the last, triggers refuse
 * whoever would save one of them or a reference to one. The tables and triggers are there meanwhile only.
 */
final class CondemnedRows {
    private static final String REFUSAL = "sepia: condemned";
    private static final String SEAL = "garbage_refuse_save";

    /** A reference is one of the parts of 8 bytes in the list of them. */
    private static final String REFERS = """
            EXISTS (WITH RECURSIVE part (at) AS (
              SELECT 1 UNION ALL SELECT at + 8 FROM part WHERE at + 8 <= length(new.targets))
              SELECT 1 FROM part JOIN garbage_condemned c ON c.target = substr(new.targets, part.at, 8))""";

    private static final String REFUSE = " BEGIN SELECT RAISE(ABORT, '" + REFUSAL + "'); END";
    private static final String GONE = "garbage_condemned_gone";

    /** The triggers by name. */
    static final Map<String, String> TRIGGERS = triggers();

    private static Map<String, String> triggers() {
        Map<String, String> triggers = new LinkedHashMap<>();
        // A number that is free again may go to another row.
        triggers.put(
                GONE,
                "CREATE TRIGGER " + GONE + " AFTER DELETE ON objects BEGIN DELETE FROM garbage_condemned WHERE id ="
                        + " old.id; END");
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

    private CondemnedRows() {}

    static boolean isRefusal(SQLException error) {
        return String.valueOf(error.getMessage()).contains(REFUSAL);
    }

    static void condemn(StatementCache statements, Set<ObjectKey> keys) throws SQLException {
        if (!exists(statements, "garbage_condemned")) {
            statements.execute("CREATE TABLE garbage_condemned (id INTEGER PRIMARY KEY, target BLOB NOT NULL) STRICT");
            statements.execute("CREATE INDEX garbage_condemned_target ON garbage_condemned (target)");
            statements.execute(TRIGGERS.get(GONE));
        }
        PreparedStatement insert = statements.prepare("INSERT INTO garbage_condemned (id, target) SELECT id, ? FROM"
                + " objects WHERE class_name = ? AND object_id = ?");
        for (ObjectKey each : keys) {
            insert.setBytes(
                    1,
                    ByteBuffer.allocate(Long.BYTES)
                            .putLong(ReferenceHash.of(each))
                            .array());
            insert.setString(2, each.className());
            insert.setString(3, each.id());
            insert.addBatch();
        }
        insert.executeBatch();
    }

    static void seal(StatementCache statements) throws SQLException {
        for (Map.Entry<String, String> each : TRIGGERS.entrySet()) {
            if (!each.getKey().equals(GONE)) {
                statements.execute(each.getValue());
            }
        }
    }

    static boolean isSealed(StatementCache statements) throws SQLException {
        return exists(statements, SEAL);
    }

    private static boolean exists(StatementCache statements, String name) throws SQLException {
        PreparedStatement select = statements.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?");
        select.setString(1, name);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next();
        }
    }

    /** Some rows in their order; none if none were condemned. */
    static Set<ObjectKey> some(StatementCache statements, int limit) throws SQLException {
        Set<ObjectKey> keys = new LinkedHashSet<>();
        if (exists(statements, "garbage_condemned")) {
            PreparedStatement select = statements.prepare("SELECT o.class_name, o.object_id FROM garbage_condemned c"
                    + " CROSS JOIN objects o ON o.id = c.id ORDER BY c.id LIMIT ?");
            select.setInt(1, limit);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    keys.add(ReferenceRows.key(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return keys;
    }

    static void pardon(StatementCache statements) throws SQLException {
        for (String each : TRIGGERS.keySet()) {
            statements.execute("DROP TRIGGER IF EXISTS " + each);
        }
        statements.execute("DROP TABLE IF EXISTS garbage_condemned");
    }
}

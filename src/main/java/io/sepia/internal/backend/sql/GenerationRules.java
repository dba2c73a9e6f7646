package io.sepia.internal.backend.sql;

import io.sepia.document.HistoryRule;
import io.sepia.document.ObjectKey;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** Reads and writes the history rules of classes with the statements of one connection. */
public final class GenerationRules {
    private static final String OF_OBJECT = "object_generations.class_name = objects.class_name"
            + " AND object_generations.object_id = objects.object_id";

    private GenerationRules() {}

    public static Map<String, HistoryRule> read(StatementCache statements) throws SQLException {
        Map<String, HistoryRule> rules = new TreeMap<>(ObjectKey.TEXT_ORDER);
        for (RuleRows.Rules each : RuleRows.all(statements)) {
            HistoryRule rule = each.history();
            if (rule != null) {
                rules.put(each.className(), rule);
            }
        }
        return rules;
    }

    /** Sets the rule of a class, unless the class has that rule already. */
    static void change(
            Database database, StatementCache statements, ChangeRecorder recorder, String className, HistoryRule rule)
            throws SQLException {
        if (rule.equals(read(statements).get(className))) {
            return;
        }
        recorder.<Boolean>changing(statements, () -> {
            change(database, statements, className, rule);
            return true;
        });
    }

    private static void change(Database database, StatementCache statements, String className, HistoryRule rule)
            throws SQLException {
        HistoryRule before = read(statements).get(className);
        boolean wasOfEachSave = before != null && before.everySave();
        if (wasOfEachSave && !rule.everySave()) {
            execute(statements, GenerationRows.KEEP + " WHERE class_name = ?", className);
        }
        RuleRows.write(statements, RuleRows.of(statements, className).withHistory(rule));
        if (before != null && !wasOfEachSave && rule.everySave()) {
            // Under the new rule the stored object itself is a generation, so its copy is deleted. If no generation
            // precedes the copy, the copy becomes the record of the number before its own.
            execute(
                    statements,
                    "UPDATE object_generations SET version = 0 WHERE class_name = ? AND deleted_at IS NULL"
                            + " AND EXISTS (SELECT 1 FROM objects WHERE " + OF_OBJECT
                            + " AND objects.version = object_generations.version"
                            + " AND objects.updated_at = object_generations.created_at"
                            + " AND objects.content = object_generations.content)"
                            + " AND number = (SELECT max(g.number) FROM object_generations g WHERE g.class_name ="
                            + " object_generations.class_name AND g.object_id = object_generations.object_id)",
                    className);
            execute(
                    statements,
                    "DELETE FROM object_generations WHERE class_name = ? AND version = 0 AND content <> ''"
                            + " AND (number = 1 OR EXISTS (SELECT 1 FROM object_generations g WHERE g.class_name ="
                            + " object_generations.class_name AND g.object_id = object_generations.object_id"
                            + " AND g.number = object_generations.number - 1))",
                    className);
            execute(
                    statements,
                    "UPDATE object_generations SET number = number - 1, content = '', metadata = NULL, checksum = NULL"
                            + " WHERE class_name = ? AND version = 0 AND content <> ''",
                    className);
        }
        database.keepHistory(statements);
    }

    private static void execute(StatementCache statements, String sql, String className) throws SQLException {
        PreparedStatement statement = statements.prepare(sql);
        statement.setString(1, className);
        statement.executeUpdate();
    }
}

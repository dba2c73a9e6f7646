package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * Deletes all rows about objects except the record of their deletion, with the statements of one connection. See
 * decision 0057.
 */
final class ForgottenRows {
    private static final String OF_KEY = " WHERE class_name = ? AND object_id = ?";
    private static final List<String> TABLES = List.of("object_generations", "object_events");

    private final Database database;
    private final StatementCache statements;
    private final DeletedRows deleted;

    ForgottenRows(Database database, StatementCache statements, DeletedRows deleted) {
        this.database = database;
        this.statements = statements;
        this.deleted = deleted;
    }

    void forget(String className, Collection<String> ids) throws SQLException {
        ObjectKey.checkClassName(className);
        database.overwriteDeleted(statements, true);
        try {
            for (String id : ids) {
                ObjectKey key = new ObjectKey(className, id);
                deleted.delete(OF_KEY, statement -> Rows.bind(statement, key));
                // This includes the generation that the deletion itself has kept.
                for (String table : TABLES) {
                    statements.update("DELETE FROM " + table + OF_KEY, key);
                }
            }
        } finally {
            database.overwriteDeleted(statements, false);
        }
    }
}

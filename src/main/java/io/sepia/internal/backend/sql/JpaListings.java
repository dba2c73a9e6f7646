package io.sepia.internal.backend.sql;

import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Lists and counts the stored objects of a class in the order of ids, with the statements of one connection. */
final class JpaListings {
    private final Database database;
    private final StatementCache statements;

    JpaListings(Database database, StatementCache statements) {
        this.database = database;
        this.statements = statements;
    }

    /**
     * Returns the order of the rows of one class. It names all columns of the index, because some databases would sort
     * each page otherwise.
     */
    static String byId(Database database) {
        return " ORDER BY class_name, " + database.idOrder();
    }

    List<String> ids(String className) throws SQLException {
        PreparedStatement statement =
                statements.prepare("SELECT object_id FROM objects WHERE class_name = ?" + byId(database));
        statement.setString(1, className);
        List<String> ids = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    List<StoredDocument> page(String className, String afterId, int limit) throws SQLException {
        PreparedStatement statement = statements.prepare("SELECT " + Rows.COLUMNS
                + " FROM objects WHERE class_name = ? AND " + database.idOrder() + " > " + database.inIdOrder("?")
                + byId(database) + " LIMIT ?");
        statement.setString(1, className);
        statement.setString(2, afterId);
        statement.setInt(3, limit);
        List<StoredDocument> page = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                page.add(Rows.readOf(className, database, rows));
            }
        }
        return page;
    }

    long count(String className) throws SQLException {
        PreparedStatement statement = statements.prepare("SELECT count(*) FROM objects WHERE class_name = ?");
        statement.setString(1, className);
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    SortedMap<String, Long> classes() throws SQLException {
        SortedMap<String, Long> classes = new TreeMap<>(ObjectKey.TEXT_ORDER);
        try (ResultSet rows = statements
                .prepare("SELECT class_name, count(*) FROM objects GROUP BY class_name")
                .executeQuery()) {
            while (rows.next()) {
                classes.put(rows.getString(1), rows.getLong(2));
            }
        }
        return classes;
    }

    static void checkPage(String className, String afterId, int limit) {
        ObjectKey.checkClassName(className);
        if (!afterId.isEmpty()) {
            new ObjectKey(className, afterId);
        }
        if (limit < 1) {
            throw new IllegalArgumentException("A page has at least 1 document, not " + limit);
        }
    }

    /** Returns those of the listed ids that are stored. */
    Set<String> existing(IdLists lists) throws SQLException {
        Set<String> found = new HashSet<>();
        lists.forEach(list -> {
            try (ResultSet rows = list.select(statements, "object_id", "").executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        });
        return found;
    }
}

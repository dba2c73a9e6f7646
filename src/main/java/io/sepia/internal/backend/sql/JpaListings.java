package io.sepia.internal.backend.sql;

import io.sepia.change.Change;
import io.sepia.document.ObjectKey;
import io.sepia.document.StoredDocument;
import io.sepia.internal.backend.sql.statement.IdLists;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Lists and counts the stored objects of a class in the order of ids, with the statements of one connection. */
final class JpaListings {
    /** The columns that {@link #change} expects. */
    static final String CHANGE = "object_id, version, created_at, updated_at";

    private static final String OF_KEY = " FROM objects WHERE class_name = ? AND object_id = ?";
    static final String LOAD = "SELECT " + Rows.COLUMNS + OF_KEY;
    private static final String EXISTS = "SELECT 1" + OF_KEY;

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
        String select = "SELECT object_id FROM objects WHERE class_name = ?" + byId(database);
        String what = "A row of class " + className;
        return statements.list(select, row -> Rows.text(row, 1, what), className);
    }

    List<StoredDocument> page(String className, String afterId, int limit) throws SQLException {
        // The first page includes a row with an empty id, which is damaged, so that it is not left out unnoticed.
        String select = "SELECT " + Rows.COLUMNS + " FROM objects WHERE class_name = ? AND " + database.idOrder()
                + (afterId.isEmpty() ? " >= " : " > ") + database.inIdOrder("?") + byId(database) + " LIMIT ?";
        RowOrder<String> order = RowOrder.ofIds("class " + className, afterId);
        return statements.list(
                select,
                row -> {
                    StoredDocument document = Rows.readOf(className, database, row);
                    order.next(document.key().id());
                    return document;
                },
                className,
                afterId,
                limit);
    }

    long count(String className) throws SQLException {
        return statements.number("SELECT count(*) FROM objects WHERE class_name = ?", className);
    }

    SortedMap<String, Long> classes() throws SQLException {
        SortedMap<String, Long> classes = new TreeMap<>(ObjectKey.TEXT_ORDER);
        statements.forEach(
                "SELECT class_name, count(*) FROM objects GROUP BY class_name",
                row -> classes.put(Rows.text(row, 1, "A row of the table objects"), row.getLong(2)));
        return classes;
    }

    /** Returns the latest change of an object of the class from a row of {@link #CHANGE}. */
    static Change change(String className, ResultSet row) throws SQLException {
        ObjectKey key = ReferenceRows.key(className, row.getString(1));
        return Change.saved(key, row.getLong(2), Rows.instant(row.getLong(3), key), Rows.instant(row.getLong(4), key));
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

    /** Loads an object, and locks its row if {@code lock} is not empty. */
    Optional<StoredDocument> load(ObjectKey key, String lock) throws SQLException {
        if (locksAbsent(lock) && !statements.finds(EXISTS, key)) {
            return Optional.empty();
        }
        return statements.row(lock.isEmpty() ? LOAD : LOAD + lock, row -> Rows.read(database, key, row), key);
    }

    /** Returns whether to look for rows before locking them, since other transactions could not insert absent ones. */
    private boolean locksAbsent(String lock) throws SQLException {
        return !lock.isEmpty() && database.locksAbsent(statements.connection());
    }

    /** Loads the listed documents that are stored, with a suffix that may lock their rows. */
    List<StoredDocument> load(String className, IdLists lists, String lock) throws SQLException {
        List<StoredDocument> found = new ArrayList<>();
        IdLists stored = locksAbsent(lock) ? new IdLists(className, existing(lists), database.idLists()) : lists;
        stored.select(statements, Rows.COLUMNS, lock, row -> found.add(Rows.readOf(className, database, row)));
        return found;
    }

    Set<String> existing(IdLists lists) throws SQLException {
        Set<String> found = new HashSet<>();
        lists.select(statements, "object_id", "", row -> found.add(Rows.text(row, 1, "A row")));
        return found;
    }
}

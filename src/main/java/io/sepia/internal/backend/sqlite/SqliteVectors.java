package io.sepia.internal.backend.sqlite;

import io.sepia.internal.backend.ClassChanges;
import io.sepia.internal.backend.sql.statement.StatementCache;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The list of the latest changes of classes that are searched by vectors. Triggers enter each change, also those by
 * other programs, with a random mark: a change that is in the list with its mark has not been rolled back, nor have
 * those before it. Stateless. See decision 0271.
 */
final class SqliteVectors {
    /** A class with fewer documents is read as a whole. */
    private static final int WORTH_A_LIST = 1_000;
    /** The length of the list. */
    private static final int LATEST = 20_000;

    private static final String ENTER = "INSERT INTO object_vector_changes (class_name, object_id, mark) ";

    static final List<String> TABLES = List.of("object_vectors", "object_vector_changes");

    static final Map<String, String> TRIGGERS = triggers();

    private static final List<String> MAKE = Stream.concat(
                    Stream.of(
                            "CREATE TABLE object_vectors (class_name TEXT PRIMARY KEY, mark INTEGER NOT NULL) STRICT",
                            "CREATE TABLE object_vector_changes (number INTEGER PRIMARY KEY, class_name TEXT NOT NULL,"
                                    + " object_id TEXT NOT NULL, mark INTEGER NOT NULL) STRICT"),
                    TRIGGERS.values().stream())
            .toList();

    /** Drops the triggers, then the tables, as far as they are there. */
    private static final List<String> REMOVE = Stream.concat(
                    TRIGGERS.keySet().stream().map(each -> "DROP TRIGGER IF EXISTS " + each),
                    TABLES.stream().map(each -> "DROP TABLE IF EXISTS " + each))
            .toList();

    private static final String NAMES =
            Stream.concat(TABLES.stream(), TRIGGERS.keySet().stream()).collect(Collectors.joining("', '", "'", "'"));

    private SqliteVectors() {}

    /**
     * The list at a moment.
     *
     * @param began the mark of the class
     * @param number the number of the latest change of any class; 0 if there is none
     * @param mark the mark of that change
     */
    private record State(long began, long number, long mark) {}

    private static Map<String, String> triggers() {
        Map<String, String> triggers = new LinkedHashMap<>();
        put(triggers, "object_vectors_insert", "INSERT ON objects WHEN " + isListed("new"), values("new"));
        put(
                triggers,
                "object_vectors_update",
                "UPDATE OF class_name, object_id, content ON objects WHEN " + isListed("new") + " OR "
                        + isListed("old"),
                values("new") + "; " + values("old")
                        + " WHERE old.object_id IS NOT new.object_id OR old.class_name IS NOT new.class_name");
        put(triggers, "object_vectors_delete", "DELETE ON objects WHEN " + isListed("old"), values("old"));
        return triggers;
    }

    private static void put(Map<String, String> triggers, String name, String when, String enter) {
        triggers.put(
                name,
                "CREATE TRIGGER " + name + " AFTER " + when + " BEGIN " + enter
                        + "; DELETE FROM object_vector_changes WHERE number <="
                        + " (SELECT max(number) FROM object_vector_changes) - " + LATEST + "; END");
    }

    private static String values(String row) {
        return ENTER + "SELECT " + row + ".class_name, " + row + ".object_id, random()";
    }

    private static String isListed(String row) {
        return "EXISTS (SELECT 1 FROM object_vectors WHERE class_name = " + row + ".class_name)";
    }

    /** Returns whether all tables and triggers are there. SQL may have dropped some, and then the list has gaps. */
    private static boolean isComplete(StatementCache statements) throws SQLException {
        return statements.number("SELECT count(*) FROM sqlite_schema WHERE type IN ('table', 'trigger') AND name IN ("
                        + NAMES + ")")
                == MAKE.size();
    }

    /** Returns whether a list would make searches of a class faster. */
    static boolean isWorthFollowing(StatementCache statements, String className) throws SQLException {
        return began(statements, className).isEmpty()
                && statements.number(
                                "SELECT count(*) FROM (SELECT 1 FROM objects WHERE class_name = ? LIMIT " + WORTH_A_LIST
                                        + ")",
                                className)
                        == WORTH_A_LIST;
    }

    /** Enters the changes of a class from now on. */
    static void follow(StatementCache statements, String className) throws SQLException {
        if (!isComplete(statements)) {
            removeAll(statements);
            for (String each : MAKE) {
                statements.execute(each);
            }
        }
        statements.update("INSERT OR IGNORE INTO object_vectors (class_name, mark) VALUES (?, random())", className);
    }

    /** Removes the ids of a class from the list, so that the class is read again. */
    static void forget(StatementCache statements, String className) throws SQLException {
        if (isComplete(statements)) {
            statements.update("UPDATE object_vectors SET mark = random() WHERE class_name = ?", className);
            statements.update("DELETE FROM object_vector_changes WHERE class_name = ?", className);
        } else {
            removeAll(statements);
        }
    }

    static void removeAll(StatementCache statements) throws SQLException {
        for (String each : REMOVE) {
            statements.execute(each);
        }
    }

    private static Optional<Long> began(StatementCache statements, String className) throws SQLException {
        return isComplete(statements)
                ? statements.first(
                        "SELECT mark FROM object_vectors WHERE class_name = ?", row -> row.getLong(1), className)
                : Optional.empty();
    }

    /** Returns the changes of a class since an earlier state, or null if its changes are not entered. */
    static @Nullable ClassChanges changes(StatementCache statements, String className, @Nullable Object since)
            throws SQLException {
        Optional<Long> began = began(statements, className);
        if (began.isEmpty()) {
            return null;
        }
        State now = statements
                .first(
                        "SELECT number, mark FROM object_vector_changes ORDER BY number DESC LIMIT 1",
                        row -> new State(began.get(), row.getLong(1), row.getLong(2)))
                .orElse(new State(began.get(), 0, 0));
        if (!(since instanceof State earlier) || !isBefore(statements, earlier, now)) {
            return ClassChanges.all(now);
        }
        List<String> ids = earlier.equals(now)
                ? List.of()
                : new ArrayList<>(statements.list(
                        "SELECT DISTINCT object_id FROM object_vector_changes WHERE number > ? AND class_name = ?",
                        row -> row.getString(1),
                        earlier.number(),
                        className));
        return new ClassChanges(now, false, ids);
    }

    private static boolean isBefore(StatementCache statements, State earlier, State now) throws SQLException {
        if (earlier.began() != now.began()) {
            return false;
        }
        return earlier.number() == 0
                ? now.number() == 0 || statements.finds("SELECT 1 FROM object_vector_changes WHERE number = 1")
                : statements.finds(
                        "SELECT 1 FROM object_vector_changes WHERE number = ? AND mark = ?",
                        earlier.number(),
                        earlier.mark());
    }
}

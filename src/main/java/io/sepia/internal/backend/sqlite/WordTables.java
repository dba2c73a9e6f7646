package io.sepia.internal.backend.sqlite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables and triggers of indexes of words, which a store has once a search has built the first one. For each index
 * there is a table of FTS5 without content, whose rows have the numbers of the documents. Triggers record the documents
 * that have changed since they were entered, also those changed by other programs. See decision 0261.
 */
final class WordTables {
    /** The beginning of the names of the tables of FTS5. */
    static final String INDEX = "object_words_";

    private static final String OTHER =
            "SELECT w.number, o.id FROM objects o JOIN object_words w" + " ON w.class_name = o.class_name WHERE ";

    /** Notes the rows that a new one would replace. */
    private static final String REPLACED =
            noted(OTHER + "o.class_name = new.class_name AND o.object_id = new.object_id") + " "
                    + noted(OTHER + "o.id = new.id");

    static final List<String> TABLES = List.of("object_words", "object_words_behind");

    static final Map<String, String> TRIGGERS = triggers();

    static final List<String> MAKE = make();

    /** Drops the triggers, then the tables, as far as they are there. */
    static final List<String> REMOVE = Stream.concat(
                    TRIGGERS.keySet().stream().map(each -> "DROP TRIGGER IF EXISTS " + each),
                    TABLES.stream().map(each -> "DROP TABLE IF EXISTS " + each))
            .toList();

    /** The names of the tables and triggers as a list in SQL. */
    static final String NAMES =
            Stream.concat(TABLES.stream(), TRIGGERS.keySet().stream()).collect(Collectors.joining("', '", "'", "'"));

    private WordTables() {}

    private static Map<String, String> triggers() {
        Map<String, String> triggers = new LinkedHashMap<>();
        // Neither REPLACE nor OR REPLACE runs the trigger for the row that it deletes.
        put(triggers, "object_words_replace", "BEFORE INSERT ON objects", REPLACED);
        put(
                triggers,
                "object_words_move",
                "BEFORE UPDATE OF id, class_name, object_id ON objects WHEN new.id IS NOT old.id"
                        + " OR new.class_name IS NOT old.class_name OR new.object_id IS NOT old.object_id",
                REPLACED);
        put(triggers, "object_words_insert", "AFTER INSERT ON objects", note("new"));
        put(
                triggers,
                "object_words_update",
                "AFTER UPDATE OF id, class_name, content ON objects WHEN new.content IS NOT old.content"
                        + " OR new.class_name IS NOT old.class_name OR new.id IS NOT old.id",
                note("old") + " " + note("new"));
        put(triggers, "object_words_delete", "AFTER DELETE ON objects", note("old"));
        return triggers;
    }

    private static void put(Map<String, String> triggers, String name, String when, String notes) {
        triggers.put(name, "CREATE TRIGGER " + name + " " + when + " BEGIN " + notes + " END");
    }

    private static String note(String row) {
        return noted("SELECT number, " + row + ".id FROM object_words WHERE class_name = " + row + ".class_name");
    }

    /** The policy of the statement that runs a trigger would replace the one of {@code OR IGNORE}. */
    private static String noted(String rows) {
        return "INSERT INTO object_words_behind (number, id) " + rows + " ON CONFLICT DO NOTHING;";
    }

    private static List<String> make() {
        List<String> make = new ArrayList<>(List.of(
                "CREATE TABLE object_words (number INTEGER PRIMARY KEY, class_name TEXT NOT NULL UNIQUE,"
                        + " fields TEXT NOT NULL) STRICT",
                "CREATE TABLE object_words_behind (number INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (number, id))"
                        + " STRICT, WITHOUT ROWID"));
        make.addAll(TRIGGERS.values());
        return List.copyOf(make);
    }
}

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

    private static final String NOTE = " BEGIN INSERT INTO object_words_behind (id) VALUES (";

    /** The policy of the statement that runs a trigger would replace the one of {@code OR IGNORE}. */
    private static final String ONCE = ".id) ON CONFLICT (id) DO NOTHING; END";

    private static final List<String> TABLES = List.of("object_words", "object_words_behind");

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
        put(triggers, "object_words_insert", "AFTER INSERT ON objects WHEN " + isIndexed("new"), "new");
        put(
                triggers,
                "object_words_update",
                "AFTER UPDATE OF class_name, content ON objects WHEN (new.content IS NOT old.content"
                        + " OR new.class_name IS NOT old.class_name) AND (" + isIndexed("new") + " OR "
                        + isIndexed("old") + ")",
                "new");
        put(triggers, "object_words_delete", "AFTER DELETE ON objects WHEN " + isIndexed("old"), "old");
        return triggers;
    }

    private static void put(Map<String, String> triggers, String name, String when, String row) {
        triggers.put(name, "CREATE TRIGGER " + name + " " + when + NOTE + row + ONCE);
    }

    private static String isIndexed(String row) {
        return "EXISTS (SELECT 1 FROM object_words WHERE class_name = " + row + ".class_name)";
    }

    private static List<String> make() {
        List<String> make = new ArrayList<>(List.of(
                "CREATE TABLE object_words (number INTEGER PRIMARY KEY, class_name TEXT NOT NULL UNIQUE,"
                        + " fields TEXT NOT NULL) STRICT",
                "CREATE TABLE object_words_behind (id INTEGER PRIMARY KEY) STRICT"));
        make.addAll(TRIGGERS.values());
        return List.copyOf(make);
    }
}

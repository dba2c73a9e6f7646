package io.sepia.internal.backend.sqlite;

import java.util.List;

/**
 * What a garbage collection makes in SQLite for as long as it runs: whatever is saved meanwhile, by whomever, is noted.
 * A collection that was killed leaves it behind, which costs little, and the next one takes it away.
 */
final class WatchTables {
    /** The triggers by name. */
    static final List<String> TRIGGER_NAMES = List.of("garbage_saved_insert", "garbage_saved_update");

    /** The SQL of the triggers, in the order of their names. */
    static final List<String> TRIGGERS = List.of(
            "CREATE TRIGGER garbage_saved_insert AFTER INSERT ON objects BEGIN " + note() + " END",
            "CREATE TRIGGER garbage_saved_update AFTER UPDATE ON objects BEGIN " + note() + " END");

    /** Makes all of it. */
    static final List<String> MAKE = List.of(
            "CREATE TABLE garbage_watch (owner INTEGER NOT NULL) STRICT",
            "CREATE TABLE garbage_saved (number INTEGER PRIMARY KEY, source INTEGER NOT NULL) STRICT",
            "CREATE INDEX garbage_saved_source ON garbage_saved (source)",
            TRIGGERS.get(0),
            TRIGGERS.get(1));

    /** Takes away what there is of it. */
    static final List<String> DROP = List.of(
            "DROP TRIGGER IF EXISTS garbage_saved_insert",
            "DROP TRIGGER IF EXISTS garbage_saved_update",
            "DROP TABLE IF EXISTS garbage_saved",
            "DROP TABLE IF EXISTS garbage_watch");

    private WatchTables() {}

    /** A later save of an object takes the place of an earlier one. Numbers only grow, since the highest one stays. */
    private static String note() {
        return "INSERT INTO garbage_saved (number, source)"
                + " VALUES ((SELECT coalesce(max(number), 0) + 1 FROM garbage_saved), new.id);"
                + " DELETE FROM garbage_saved WHERE source = new.id"
                + " AND number < (SELECT max(number) FROM garbage_saved);";
    }
}

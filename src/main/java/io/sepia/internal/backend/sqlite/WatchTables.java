package io.sepia.internal.backend.sqlite;

import java.util.List;
import java.util.Map;

/**
 * The tables and triggers that a garbage collection creates for as long as it runs. They record every save by any
 * process. A collection that was killed leaves them behind, which costs little; the next one drops them. See decision
 * 0061.
 */
final class WatchTables {
    static final Map<String, String> TRIGGERS = Map.of(
            "garbage_saved_insert",
            "CREATE TRIGGER garbage_saved_insert AFTER INSERT ON objects BEGIN " + note() + " END",
            "garbage_saved_update",
            "CREATE TRIGGER garbage_saved_update AFTER UPDATE ON objects BEGIN " + note() + " END");

    static final List<String> MAKE = List.of(
            "CREATE TABLE garbage_watch (owner INTEGER NOT NULL) STRICT",
            "CREATE TABLE garbage_saved (number INTEGER PRIMARY KEY, source INTEGER NOT NULL) STRICT",
            "CREATE INDEX garbage_saved_source ON garbage_saved (source)",
            TRIGGERS.get("garbage_saved_insert"),
            TRIGGERS.get("garbage_saved_update"));

    static final List<String> DROP = List.of(
            "DROP TRIGGER IF EXISTS garbage_saved_insert",
            "DROP TRIGGER IF EXISTS garbage_saved_update",
            "DROP TABLE IF EXISTS garbage_saved",
            "DROP TABLE IF EXISTS garbage_watch");

    private WatchTables() {}

    /** A later save of an object replaces an earlier one. Numbers only grow, because the highest one stays. */
    private static String note() {
        return "INSERT INTO garbage_saved (number, source)"
                + " VALUES ((SELECT coalesce(max(number), 0) + 1 FROM garbage_saved), new.id);"
                + " DELETE FROM garbage_saved WHERE source = new.id"
                + " AND number < (SELECT max(number) FROM garbage_saved);";
    }
}

package io.sepia.backend.jpa;

import java.util.List;

/**
 * The tables that say what happened: the log of changes, events, references and the rules of classes.
 *
 * <p>The log gets a row at its end for each write, which costs no more than that. A row of a save names the row of the
 * object and its version, and is outdated by the next save of the object; a row of a deletion names the key. Outdated
 * rows are swept away from time to time.
 */
final class ChangeTables {
    /** The step for SQLite. */
    static final List<String> SQLITE_STEP = List.of("""
            CREATE TABLE object_changes (
              sequence_number INTEGER PRIMARY KEY,
              object_row INTEGER,
              version INTEGER NOT NULL,
              class_name TEXT,
              object_id TEXT,
              deleted_at INTEGER
            ) STRICT""", """
            CREATE TABLE object_change_log (
              id INTEGER PRIMARY KEY CHECK (id = 1),
              log TEXT,
              forgotten INTEGER NOT NULL DEFAULT 0
            ) STRICT""", "INSERT INTO object_change_log (id) VALUES (1)");

    /** The step for H2, of which each statement may find itself done. */
    static final List<String> H2_STEP = List.of("""
            CREATE TABLE IF NOT EXISTS object_changes (
              sequence_number BIGINT PRIMARY KEY,
              object_row BIGINT,
              version BIGINT NOT NULL,
              class_name VARCHAR(255),
              object_id VARCHAR(512),
              deleted_at BIGINT
            )""", """
            CREATE TABLE IF NOT EXISTS object_change_log (
              id INTEGER PRIMARY KEY CHECK (id = 1),
              log VARCHAR(16),
              forgotten BIGINT DEFAULT 0 NOT NULL
            )""", "MERGE INTO object_change_log (id) KEY (id) VALUES (1)");

    private static final String LOG_DELETION =
            "INSERT INTO object_changes (version, class_name, object_id, deleted_at) VALUES (old.version,"
                    + " old.class_name, old.object_id,"
                    + " CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER))";

    /**
     * What writes the log of a SQLite file while it is kept. Triggers, because they run with every write to the file,
     * be it by a store that does not know of the log or by hand, and because they cost less than statements.
     */
    static final List<String> SQLITE_TRIGGERS =
            List.of("""
            CREATE TRIGGER objects_log_insert AFTER INSERT ON objects
            BEGIN
              INSERT INTO object_changes (object_row, version) VALUES (new.id, new.version);
            END""", """
            CREATE TRIGGER objects_log_update
            AFTER UPDATE OF class_name, object_id, content, object_type, metadata, version ON objects
            BEGIN
              INSERT INTO object_changes (object_row, version) VALUES (new.id, new.version);
            END""", """
            CREATE TRIGGER objects_log_rename AFTER UPDATE OF class_name, object_id ON objects
            WHEN new.class_name IS NOT old.class_name OR new.object_id IS NOT old.object_id
            BEGIN
              %s;
            END""".formatted(LOG_DELETION), """
            CREATE TRIGGER objects_log_delete AFTER DELETE ON objects
            BEGIN
              %s;
            END""".formatted(LOG_DELETION));

    static final List<String> SQLITE_TRIGGER_NAMES =
            List.of("objects_log_insert", "objects_log_update", "objects_log_rename", "objects_log_delete");

    /** What ends the log of a SQLite file. */
    static final List<String> DROP_SQLITE_TRIGGERS =
            SQLITE_TRIGGER_NAMES.stream().map(each -> "DROP TRIGGER " + each).toList();

    private ChangeTables() {}
}

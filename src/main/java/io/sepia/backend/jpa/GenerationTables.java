package io.sepia.backend.jpa;

import java.util.List;

/**
 * The table of what objects were, and what the rules of classes say of it: {@code history} is 1 if each save keeps a
 * generation, 0 if those do that ask for it. What is stored is a generation that is not in the table yet: it comes
 * there when it is written over or deleted.
 */
final class GenerationTables {
    static final String COLUMNS =
            "class_name, object_id, number, object_type, metadata, version, created_at, deleted_at, content, checksum";

    /**
     * The step for SQLite. One index for all questions, because each further page that a save writes to costs as much
     * as the save itself; it holds the time, so that looking for a moment reads no rows but the one that it finds.
     */
    static final List<String> SQLITE_STEP = List.of(
            "ALTER TABLE object_rules ADD COLUMN history INTEGER",
            "ALTER TABLE object_rules ADD COLUMN history_generations INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE object_rules ADD COLUMN history_days INTEGER NOT NULL DEFAULT 0",
            """
            CREATE TABLE object_generations (
              class_name TEXT NOT NULL,
              object_id TEXT NOT NULL,
              number INTEGER NOT NULL,
              object_type TEXT NOT NULL,
              metadata TEXT,
              version INTEGER NOT NULL,
              created_at INTEGER NOT NULL,
              deleted_at INTEGER,
              content TEXT NOT NULL,
              checksum INTEGER,
              PRIMARY KEY (class_name, object_id, number, created_at)
            ) STRICT""");

    /** The step for H2, of which each statement may find itself done. */
    static final List<String> H2_STEP = List.of(
            "ALTER TABLE object_rules ADD COLUMN IF NOT EXISTS history INTEGER",
            "ALTER TABLE object_rules ADD COLUMN IF NOT EXISTS history_generations BIGINT DEFAULT 0 NOT NULL",
            "ALTER TABLE object_rules ADD COLUMN IF NOT EXISTS history_days BIGINT DEFAULT 0 NOT NULL",
            """
            CREATE TABLE IF NOT EXISTS object_generations (
              class_name VARCHAR(255) NOT NULL,
              object_id VARCHAR(512) NOT NULL,
              number BIGINT NOT NULL,
              object_type VARCHAR(16) NOT NULL,
              metadata CHARACTER LARGE OBJECT,
              version BIGINT NOT NULL,
              created_at BIGINT NOT NULL,
              deleted_at BIGINT,
              content CHARACTER LARGE OBJECT NOT NULL,
              checksum BIGINT,
              CONSTRAINT object_generations_key PRIMARY KEY (class_name, object_id, number)
            )""",
            "CREATE INDEX IF NOT EXISTS object_generations_order"
                    + " ON object_generations (class_name, object_id, number DESC)");

    private static final String OF_OLD =
            "FROM object_generations WHERE class_name = old.class_name AND object_id = old.object_id";

    private static final String RULE = "SELECT 1 FROM object_rules WHERE class_name = old.class_name AND history = ";

    private static final String NOW =
            "max(old.updated_at, CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER))";

    private static final String KEEP_OLD = "INSERT INTO object_generations (" + COLUMNS
            + ") VALUES (old.class_name, old.object_id, coalesce((SELECT max(number) " + OF_OLD
            + "), 0) + 1, old.object_type, old.metadata, old.version, old.updated_at, %s, old.content, old.checksum)";

    /** Drops what is more than a rule allows, {@code %s} of which are no rows of the table. */
    private static final String TRIM_OLD = "DELETE " + OF_OLD + " AND number <= (SELECT max(number) " + OF_OLD
            + ") + %s - (SELECT history_generations FROM object_rules WHERE class_name = old.class_name AND"
            + " history_generations > 0)";

    static final List<String> SQLITE_TRIGGER_NAMES =
            List.of("objects_history_update", "objects_history_delete", "objects_history_deleted");

    /**
     * What keeps generations in a SQLite file, from the first rule on. Triggers, because they run with every write, be
     * it by a store that does not know of the rule yet or by hand, and because they cost less than statements.
     */
    static final List<String> SQLITE_TRIGGERS = List.of(
            """
            CREATE TRIGGER objects_history_update AFTER UPDATE OF class_name, object_id, content, metadata ON objects
            WHEN EXISTS (%s1)
            BEGIN
              %s;
              %s;
            END""".formatted(RULE, KEEP_OLD.formatted("NULL"), TRIM_OLD.formatted("1")),
            """
            CREATE TRIGGER objects_history_delete AFTER DELETE ON objects
            WHEN EXISTS (%s1)
            BEGIN
              %s;
              %s;
            END""".formatted(RULE, KEEP_OLD.formatted(NOW), TRIM_OLD.formatted("0")),
            """
            CREATE TRIGGER objects_history_deleted AFTER DELETE ON objects
            WHEN EXISTS (%s0)
            BEGIN
              UPDATE object_generations SET deleted_at = %s
              WHERE class_name = old.class_name AND object_id = old.object_id AND deleted_at IS NULL
                AND number = (SELECT max(number) %s);
            END""".formatted(RULE, NOW, OF_OLD));

    private GenerationTables() {}
}

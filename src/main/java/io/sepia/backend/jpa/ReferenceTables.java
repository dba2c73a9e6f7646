package io.sepia.backend.jpa;

import io.sepia.backend.ReferenceHash;
import java.util.List;

/**
 * The tables that say which rows refer to which keys, and what classes say of references to what is deleted. Keys are
 * there by their {@linkplain ReferenceHash hash}.
 *
 * <p>They are hints where to look: what a document refers to is what its content says, so an entry too many does no
 * harm. A target {@link ReferenceHash#ANY} stands for whatever the document refers to, and is what documents have that
 * were there before the tables. Rows without checksum, which were written by SQL or as entities, are looked into as
 * well.
 */
final class ReferenceTables {
    /**
     * The step for SQLite. {@code targets} are 8 bytes for each hash, in their order, and {@code entered} those of them
     * that {@code object_referrers} has.
     */
    static final List<String> SQLITE_STEP = List.of(
            "ALTER TABLE object_rules ADD COLUMN on_delete TEXT",
            """
            CREATE TABLE object_references (
              source INTEGER PRIMARY KEY,
              targets BLOB,
              entered BLOB
            ) STRICT""",
            "CREATE INDEX object_references_behind ON object_references (source) WHERE entered IS NOT targets",
            """
            CREATE TABLE object_referrers (
              target INTEGER NOT NULL,
              source INTEGER NOT NULL,
              PRIMARY KEY (target, source)
            ) STRICT, WITHOUT ROWID""",
            "CREATE INDEX objects_unsealed ON objects (id) WHERE checksum IS NULL",
            """
            CREATE TRIGGER objects_references_end AFTER UPDATE OF object_type ON objects
            WHEN old.object_type IS 'container' AND new.object_type IS NOT 'container'
              AND new.content IS NOT old.content
            BEGIN
              DELETE FROM object_references WHERE source = old.id AND entered IS NULL;
              UPDATE object_references SET targets = NULL WHERE source = old.id;
            END""",
            """
            CREATE TRIGGER objects_references_delete AFTER DELETE ON objects
            WHEN old.object_type IS 'container'
            BEGIN
              DELETE FROM object_references WHERE source = old.id AND entered IS NULL;
              UPDATE object_references SET targets = NULL WHERE source = old.id;
            END""",
            "INSERT INTO object_references (source, targets) SELECT id, x'0000000000000000' FROM objects"
                    + " WHERE object_type = 'container'");

    /** The step for H2, of which each statement may find itself done. */
    static final List<String> H2_STEP = List.of(
            "ALTER TABLE object_rules ADD COLUMN IF NOT EXISTS on_delete VARCHAR(16)",
            """
            CREATE TABLE IF NOT EXISTS object_references (
              source BIGINT NOT NULL,
              target BIGINT NOT NULL,
              PRIMARY KEY (source, target),
              CONSTRAINT object_references_source FOREIGN KEY (source) REFERENCES objects (id) ON DELETE CASCADE
            )""",
            "CREATE INDEX IF NOT EXISTS object_references_target ON object_references (target, source)",
            "ALTER TABLE objects ADD COLUMN IF NOT EXISTS unsealed BOOLEAN"
                    + " GENERATED ALWAYS AS (CASE WHEN checksum IS NULL THEN TRUE END)",
            "CREATE INDEX IF NOT EXISTS objects_unsealed ON objects (unsealed, id)",
            "MERGE INTO object_references (source, target) KEY (source, target)"
                    + " SELECT id, 0 FROM objects WHERE object_type = 'container'");

    private ReferenceTables() {}
}

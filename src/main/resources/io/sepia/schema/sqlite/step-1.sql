--liquibase formatted sql
-- Step 1 of the tables of Sepia in SQLite.

--changeset sepia:sqlite-1-1 splitStatements:false
CREATE TABLE objects (
  id INTEGER PRIMARY KEY,
  class_name TEXT NOT NULL,
  object_id TEXT NOT NULL,
  content TEXT NOT NULL,
  object_type TEXT NOT NULL DEFAULT 'serializable',
  metadata TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)),
  updated_at INTEGER NOT NULL DEFAULT (CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)),
  checksum INTEGER,
  UNIQUE (class_name, object_id)
) STRICT;

--changeset sepia:sqlite-1-2 splitStatements:false
CREATE TRIGGER objects_edited
AFTER UPDATE OF class_name, object_id, content, metadata ON objects
WHEN new.checksum IS old.checksum
  AND (new.content IS NOT old.content OR new.metadata IS NOT old.metadata
    OR new.class_name IS NOT old.class_name OR new.object_id IS NOT old.object_id)
BEGIN
  UPDATE objects SET checksum = NULL WHERE id = new.id;
END;

--changeset sepia:sqlite-1-3 splitStatements:false
CREATE VIEW objects_readable AS
SELECT class_name, object_id, object_type, version,
  CAST(strftime('%Y-%m-%dT%H:%M:%S', created_at / 1000000, 'unixepoch')
    || printf('.%06dZ', created_at % 1000000) AS TEXT) AS created_at,
  CAST(strftime('%Y-%m-%dT%H:%M:%S', updated_at / 1000000, 'unixepoch')
    || printf('.%06dZ', updated_at % 1000000) AS TEXT) AS updated_at,
  CAST(checksum IS NULL AS INTEGER) AS edited, metadata, content
FROM objects;

--changeset sepia:sqlite-1-4 splitStatements:false
PRAGMA application_id = 1397051465;

--changeset sepia:sqlite-1-5 splitStatements:false
PRAGMA user_version = 1;

--liquibase formatted sql
-- Step 7 of the tables of Sepia in SQLite.

--changeset sepia:sqlite-7-1 splitStatements:false
ALTER TABLE object_rules ADD COLUMN history INTEGER;

--changeset sepia:sqlite-7-2 splitStatements:false
ALTER TABLE object_rules ADD COLUMN history_generations INTEGER NOT NULL DEFAULT 0;

--changeset sepia:sqlite-7-3 splitStatements:false
ALTER TABLE object_rules ADD COLUMN history_days INTEGER NOT NULL DEFAULT 0;

--changeset sepia:sqlite-7-4 splitStatements:false
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
) STRICT;

--changeset sepia:sqlite-7-5 splitStatements:false
PRAGMA application_id = 1397051465;

--changeset sepia:sqlite-7-6 splitStatements:false
PRAGMA user_version = 7;

--liquibase formatted sql
-- Step 5 of the tables of Sepia in SQLite.

--changeset sepia:sqlite-5-1 splitStatements:false
CREATE TABLE object_events (
  number INTEGER PRIMARY KEY,
  class_name TEXT NOT NULL,
  object_id TEXT NOT NULL,
  type TEXT NOT NULL,
  generation INTEGER NOT NULL,
  logged_at INTEGER NOT NULL,
  metadata TEXT
) STRICT;

--changeset sepia:sqlite-5-2 splitStatements:false
CREATE INDEX object_events_order ON object_events (class_name, object_id);

--changeset sepia:sqlite-5-3 splitStatements:false
CREATE TABLE object_rules (
  class_name TEXT PRIMARY KEY,
  events INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

--changeset sepia:sqlite-5-4 splitStatements:false
PRAGMA application_id = 1397051465;

--changeset sepia:sqlite-5-5 splitStatements:false
PRAGMA user_version = 5;

--liquibase formatted sql
-- Step 2 of the tables of Sepia in SQLite.

--changeset sepia:sqlite-2-1 splitStatements:false
CREATE TABLE object_changes (
  sequence_number INTEGER PRIMARY KEY,
  object_row INTEGER,
  version INTEGER NOT NULL,
  class_name TEXT,
  object_id TEXT,
  deleted_at INTEGER
) STRICT;

--changeset sepia:sqlite-2-2 splitStatements:false
CREATE TABLE object_change_log (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  log TEXT,
  forgotten INTEGER NOT NULL DEFAULT 0
) STRICT;

--changeset sepia:sqlite-2-3 splitStatements:false
INSERT INTO object_change_log (id) VALUES (1);

--changeset sepia:sqlite-2-4 splitStatements:false
PRAGMA application_id = 1397051465;

--changeset sepia:sqlite-2-5 splitStatements:false
PRAGMA user_version = 2;

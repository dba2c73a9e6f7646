--liquibase formatted sql
-- Step 3 of the tables of Sepia in SQLite.

--changeset sepia:sqlite-3-1 splitStatements:false
CREATE TABLE object_indexes (
  number INTEGER PRIMARY KEY,
  class_name TEXT NOT NULL,
  fields TEXT NOT NULL,
  is_unique INTEGER NOT NULL,
  declared INTEGER NOT NULL,
  UNIQUE (class_name, fields, is_unique)
) STRICT;

--changeset sepia:sqlite-3-2 splitStatements:false
PRAGMA application_id = 1397051465;

--changeset sepia:sqlite-3-3 splitStatements:false
PRAGMA user_version = 3;

--liquibase formatted sql
-- Step 6 of the tables of Sepia in SQLite.

--changeset sepia:sqlite-6-1 splitStatements:false
ALTER TABLE object_rules ADD COLUMN on_delete TEXT;

--changeset sepia:sqlite-6-2 splitStatements:false
CREATE TABLE object_references (
  source INTEGER PRIMARY KEY,
  targets BLOB,
  entered BLOB
) STRICT;

--changeset sepia:sqlite-6-3 splitStatements:false
CREATE INDEX object_references_behind ON object_references (source) WHERE entered IS NOT targets;

--changeset sepia:sqlite-6-4 splitStatements:false
CREATE TABLE object_referrers (
  target INTEGER NOT NULL,
  source INTEGER NOT NULL,
  PRIMARY KEY (target, source)
) STRICT, WITHOUT ROWID;

--changeset sepia:sqlite-6-5 splitStatements:false
CREATE INDEX objects_unsealed ON objects (id) WHERE checksum IS NULL;

--changeset sepia:sqlite-6-6 splitStatements:false
CREATE TRIGGER objects_references_end AFTER UPDATE OF object_type ON objects
WHEN old.object_type IS 'container' AND new.object_type IS NOT 'container'
  AND new.content IS NOT old.content
BEGIN
  DELETE FROM object_references WHERE source = old.id AND entered IS NULL;
  UPDATE object_references SET targets = NULL WHERE source = old.id;
END;

--changeset sepia:sqlite-6-7 splitStatements:false
CREATE TRIGGER objects_references_delete AFTER DELETE ON objects
WHEN old.object_type IS 'container'
BEGIN
  DELETE FROM object_references WHERE source = old.id AND entered IS NULL;
  UPDATE object_references SET targets = NULL WHERE source = old.id;
END;

--changeset sepia:sqlite-6-8 splitStatements:false
INSERT INTO object_references (source, targets) SELECT id, x'0000000000000000' FROM objects WHERE object_type = 'container';

--changeset sepia:sqlite-6-9 splitStatements:false
PRAGMA application_id = 1397051465;

--changeset sepia:sqlite-6-10 splitStatements:false
PRAGMA user_version = 6;

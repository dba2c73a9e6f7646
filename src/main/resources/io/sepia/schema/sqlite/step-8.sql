--liquibase formatted sql
-- Step 8 of the tables of Sepia in SQLite.

--changeset sepia:sqlite-8-1 splitStatements:false
CREATE TABLE object_floors (
  class_name TEXT PRIMARY KEY,
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

--changeset sepia:sqlite-8-2 splitStatements:false
CREATE TRIGGER objects_floor_delete AFTER DELETE ON objects
WHEN old.version > coalesce((SELECT version FROM object_floors WHERE class_name = old.class_name), 0)
BEGIN
  INSERT INTO object_floors (class_name, version) VALUES (old.class_name, old.version)
  ON CONFLICT (class_name) DO UPDATE SET version = excluded.version;
END;

--changeset sepia:sqlite-8-3 splitStatements:false
CREATE TRIGGER objects_floor_rename AFTER UPDATE OF class_name, object_id ON objects
WHEN (new.class_name IS NOT old.class_name OR new.object_id IS NOT old.object_id)
  AND old.version > coalesce((SELECT version FROM object_floors WHERE class_name = old.class_name), 0)
BEGIN
  INSERT INTO object_floors (class_name, version) VALUES (old.class_name, old.version)
  ON CONFLICT (class_name) DO UPDATE SET version = excluded.version;
END;

--changeset sepia:sqlite-8-4 splitStatements:false
CREATE TRIGGER object_generations_number AFTER DELETE ON object_generations
WHEN old.version > 0 AND NOT EXISTS (SELECT 1 FROM object_generations
  WHERE class_name = old.class_name AND object_id = old.object_id AND number >= old.number)
BEGIN
  INSERT INTO object_generations (class_name, object_id, number, object_type, version, created_at, content)
  VALUES (old.class_name, old.object_id, old.number, old.object_type, 0, old.created_at, '');
END;

--changeset sepia:sqlite-8-5 splitStatements:false
PRAGMA application_id = 1397051465;

--changeset sepia:sqlite-8-6 splitStatements:false
PRAGMA user_version = 8;

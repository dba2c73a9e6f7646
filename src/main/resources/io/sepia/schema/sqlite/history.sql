--liquibase formatted sql
-- The triggers that keep generations of a store in SQLite, from the first rule of history on.

--changeset sepia:sqlite-history-1 splitStatements:false
CREATE TRIGGER objects_history_update AFTER UPDATE OF class_name, object_id, content, metadata ON objects
WHEN EXISTS (SELECT 1 FROM object_rules WHERE class_name = old.class_name AND history = 1)
BEGIN
  INSERT INTO object_generations
    (class_name, object_id, number, object_type, metadata, version, created_at, deleted_at, content, checksum)
  VALUES (old.class_name, old.object_id,
    coalesce((SELECT max(number) FROM object_generations
      WHERE class_name = old.class_name AND object_id = old.object_id), 0) + 1,
    old.object_type, old.metadata, old.version, old.updated_at, NULL, old.content, old.checksum);
  DELETE FROM object_generations WHERE class_name = old.class_name AND object_id = old.object_id
    AND number <= (SELECT max(number) FROM object_generations
      WHERE class_name = old.class_name AND object_id = old.object_id) + 1
      - (SELECT history_generations FROM object_rules
        WHERE class_name = old.class_name AND history_generations > 0);
END;

--changeset sepia:sqlite-history-2 splitStatements:false
CREATE TRIGGER objects_history_delete AFTER DELETE ON objects
WHEN EXISTS (SELECT 1 FROM object_rules WHERE class_name = old.class_name AND history = 1)
BEGIN
  INSERT INTO object_generations
    (class_name, object_id, number, object_type, metadata, version, created_at, deleted_at, content, checksum)
  VALUES (old.class_name, old.object_id,
    coalesce((SELECT max(number) FROM object_generations
      WHERE class_name = old.class_name AND object_id = old.object_id), 0) + 1,
    old.object_type, old.metadata, old.version, old.updated_at,
    max(old.updated_at, CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)), old.content, old.checksum);
  DELETE FROM object_generations WHERE class_name = old.class_name AND object_id = old.object_id
    AND number <= (SELECT max(number) FROM object_generations
      WHERE class_name = old.class_name AND object_id = old.object_id) + 0
      - (SELECT history_generations FROM object_rules
        WHERE class_name = old.class_name AND history_generations > 0);
END;

--changeset sepia:sqlite-history-3 splitStatements:false
CREATE TRIGGER objects_history_deleted AFTER DELETE ON objects
WHEN EXISTS (SELECT 1 FROM object_rules WHERE class_name = old.class_name AND history = 0)
BEGIN
  UPDATE object_generations SET deleted_at = max(old.updated_at, CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER))
  WHERE class_name = old.class_name AND object_id = old.object_id AND deleted_at IS NULL
    AND number = (SELECT max(number) FROM object_generations
      WHERE class_name = old.class_name AND object_id = old.object_id);
END;

--liquibase formatted sql
-- The triggers that keep the log of changes of a store in SQLite, while it is switched on.

--changeset sepia:sqlite-change-log-1 splitStatements:false
CREATE TRIGGER objects_log_insert AFTER INSERT ON objects
BEGIN
  INSERT INTO object_changes (object_row, version) VALUES (new.id, new.version);
END;

--changeset sepia:sqlite-change-log-2 splitStatements:false
CREATE TRIGGER objects_log_update
AFTER UPDATE OF class_name, object_id, content, object_type, metadata, version ON objects
BEGIN
  INSERT INTO object_changes (object_row, version) VALUES (new.id, new.version);
END;

--changeset sepia:sqlite-change-log-3 splitStatements:false
CREATE TRIGGER objects_log_rename AFTER UPDATE OF class_name, object_id ON objects
WHEN new.class_name IS NOT old.class_name OR new.object_id IS NOT old.object_id
BEGIN
  INSERT INTO object_changes (version, class_name, object_id, deleted_at) VALUES (old.version, old.class_name, old.object_id, CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER));
END;

--changeset sepia:sqlite-change-log-4 splitStatements:false
CREATE TRIGGER objects_log_delete AFTER DELETE ON objects
BEGIN
  INSERT INTO object_changes (version, class_name, object_id, deleted_at) VALUES (old.version, old.class_name, old.object_id, CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER));
END;

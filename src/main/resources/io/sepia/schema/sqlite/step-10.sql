--liquibase formatted sql
-- Step 10 of the tables of Sepia in SQLite.

--changeset sepia:sqlite-10-1 splitStatements:false
ALTER TABLE object_changes ADD COLUMN checksum INTEGER;

--changeset sepia:sqlite-10-2 splitStatements:false
ALTER TABLE object_changes ADD COLUMN deleted_key TEXT;

--changeset sepia:sqlite-10-3 splitStatements:false
CREATE VIEW object_change_checksums AS
SELECT sequence_number, checksum, deleted_key,
  CAST((sequence_number % 2147483647 * 314159261
    + coalesce(object_row, -1) % 2147483647 * 271828171
    + version % 2147483647 * 141421337
    + coalesce(deleted_at, -1) % 2147483647 * 173205077) % 2147483647 AS INTEGER) AS expected_checksum,
  CAST(class_name || '/' || object_id AS TEXT) AS expected_key
FROM object_changes;

--changeset sepia:sqlite-10-4 splitStatements:false
CREATE TRIGGER object_changes_sealed AFTER INSERT ON object_changes
BEGIN
  UPDATE object_changes SET (checksum, deleted_key) =
    (SELECT expected_checksum, expected_key FROM object_change_checksums WHERE sequence_number = new.sequence_number)
  WHERE sequence_number = new.sequence_number;
END;

--changeset sepia:sqlite-10-5 splitStatements:false
CREATE TRIGGER object_changes_edited AFTER UPDATE ON object_changes
WHEN new.checksum IS NOT NULL AND new.checksum IS old.checksum
BEGIN
  UPDATE object_changes SET checksum = NULL WHERE sequence_number = new.sequence_number;
END;

--changeset sepia:sqlite-10-6 splitStatements:false
PRAGMA application_id = 1397051465;

--changeset sepia:sqlite-10-7 splitStatements:false
PRAGMA user_version = 10;

--liquibase formatted sql
-- Step 9 of the tables of Sepia in SQLite.

--changeset sepia:sqlite-9-1 splitStatements:false
ALTER TABLE object_events ADD COLUMN checksum INTEGER;

--changeset sepia:sqlite-9-2 splitStatements:false
ALTER TABLE object_rules ADD COLUMN checksum INTEGER;

--changeset sepia:sqlite-9-3 splitStatements:false
ALTER TABLE object_indexes ADD COLUMN checksum INTEGER;

--changeset sepia:sqlite-9-4 splitStatements:false
ALTER TABLE object_change_log ADD COLUMN checksum INTEGER;

--changeset sepia:sqlite-9-5 splitStatements:false
CREATE TRIGGER object_events_edited AFTER UPDATE ON object_events
WHEN new.checksum IS NOT NULL AND new.checksum IS old.checksum
BEGIN
  UPDATE object_events SET checksum = NULL WHERE number = new.number;
END;

--changeset sepia:sqlite-9-6 splitStatements:false
CREATE TRIGGER object_rules_edited AFTER UPDATE ON object_rules
WHEN new.checksum IS NOT NULL AND new.checksum IS old.checksum
BEGIN
  UPDATE object_rules SET checksum = NULL WHERE class_name = new.class_name;
END;

--changeset sepia:sqlite-9-7 splitStatements:false
CREATE TRIGGER object_indexes_edited AFTER UPDATE ON object_indexes
WHEN new.checksum IS NOT NULL AND new.checksum IS old.checksum
BEGIN
  UPDATE object_indexes SET checksum = NULL WHERE number = new.number;
END;

--changeset sepia:sqlite-9-8 splitStatements:false
CREATE TRIGGER object_change_log_edited AFTER UPDATE ON object_change_log
WHEN new.checksum IS NOT NULL AND new.checksum IS old.checksum
BEGIN
  UPDATE object_change_log SET checksum = NULL WHERE id = new.id;
END;

--changeset sepia:sqlite-9-9 splitStatements:false
PRAGMA application_id = 1397051465;

--changeset sepia:sqlite-9-10 splitStatements:false
PRAGMA user_version = 9;

--liquibase formatted sql
-- Step 1 of the tables of Sepia in MariaDB.

--changeset sepia:mariadb-1-1 splitStatements:false
CREATE TABLE IF NOT EXISTS sepia_schema (
  step INTEGER PRIMARY KEY,
  applied_at BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

--changeset sepia:mariadb-1-2 splitStatements:false
CREATE SEQUENCE IF NOT EXISTS object_numbers ENGINE = InnoDB;

--changeset sepia:mariadb-1-3 splitStatements:false
CREATE TABLE IF NOT EXISTS objects (
  id BIGINT DEFAULT NEXTVAL(object_numbers) NOT NULL,
  class_name VARCHAR(255) NOT NULL,
  object_id VARCHAR(512) NOT NULL,
  content LONGTEXT NOT NULL,
  object_type VARCHAR(16) DEFAULT 'serializable' NOT NULL,
  metadata LONGTEXT,
  version BIGINT DEFAULT 1 NOT NULL,
  created_at BIGINT DEFAULT (TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6))) NOT NULL,
  updated_at BIGINT DEFAULT (TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6))) NOT NULL,
  checksum BIGINT,
  unsealed TINYINT GENERATED ALWAYS AS (CASE WHEN checksum IS NULL THEN 1 END) STORED,
  PRIMARY KEY (class_name, object_id),
  KEY objects_number (id),
  KEY objects_unsealed (unsealed, id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

--changeset sepia:mariadb-1-4 splitStatements:false
CREATE TABLE IF NOT EXISTS object_references (
  class_name VARCHAR(255) NOT NULL,
  object_id VARCHAR(512) NOT NULL,
  target BIGINT NOT NULL,
  PRIMARY KEY (class_name(254), object_id, target),
  KEY object_references_target (target),
  KEY object_references_holder (class_name, object_id),
  CONSTRAINT object_references_source FOREIGN KEY (class_name, object_id) REFERENCES objects (class_name, object_id) ON DELETE CASCADE
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

--changeset sepia:mariadb-1-5 splitStatements:false
CREATE TABLE IF NOT EXISTS object_generations (
  class_name VARCHAR(255) NOT NULL,
  object_id VARCHAR(512) NOT NULL,
  number BIGINT NOT NULL,
  object_type VARCHAR(16) NOT NULL,
  metadata LONGTEXT,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  deleted_at BIGINT,
  content LONGTEXT NOT NULL,
  checksum BIGINT,
  PRIMARY KEY (class_name(254), object_id, number)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

--changeset sepia:mariadb-1-6 splitStatements:false
CREATE TABLE IF NOT EXISTS object_events (
  number BIGINT AUTO_INCREMENT NOT NULL,
  class_name VARCHAR(255) NOT NULL,
  object_id VARCHAR(512) NOT NULL,
  type VARCHAR(16) NOT NULL,
  generation BIGINT NOT NULL,
  logged_at BIGINT NOT NULL,
  metadata LONGTEXT,
  checksum BIGINT,
  PRIMARY KEY (class_name(254), object_id, number),
  KEY object_events_number (number)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

--changeset sepia:mariadb-1-7 splitStatements:false
CREATE TABLE IF NOT EXISTS object_changes (
  sequence_number BIGINT NOT NULL,
  class_name VARCHAR(255) NOT NULL,
  object_id VARCHAR(512) NOT NULL,
  version BIGINT NOT NULL,
  deleted_at BIGINT,
  PRIMARY KEY (class_name(254), object_id, sequence_number),
  KEY object_changes_order (sequence_number)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

--changeset sepia:mariadb-1-8 splitStatements:false
CREATE TABLE IF NOT EXISTS object_change_log (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  log VARCHAR(16),
  forgotten BIGINT DEFAULT 0 NOT NULL,
  checksum BIGINT
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

--changeset sepia:mariadb-1-9 splitStatements:false
INSERT IGNORE INTO object_change_log (id) VALUES (1);

--changeset sepia:mariadb-1-10 splitStatements:false
CREATE TABLE IF NOT EXISTS object_rules (
  class_name VARCHAR(255) PRIMARY KEY,
  events INTEGER DEFAULT 0 NOT NULL,
  on_delete VARCHAR(16),
  history INTEGER,
  history_generations BIGINT DEFAULT 0 NOT NULL,
  history_days BIGINT DEFAULT 0 NOT NULL,
  checksum BIGINT
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

--changeset sepia:mariadb-1-11 splitStatements:false
CREATE TABLE IF NOT EXISTS object_indexes (
  number BIGINT PRIMARY KEY,
  class_name VARCHAR(255) NOT NULL,
  fields LONGTEXT NOT NULL,
  is_unique INTEGER NOT NULL,
  declared INTEGER NOT NULL,
  checksum BIGINT
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

--changeset sepia:mariadb-1-12 splitStatements:false
CREATE TABLE IF NOT EXISTS unique_values (
  index_number BIGINT NOT NULL,
  hash BINARY(32) NOT NULL,
  class_name VARCHAR(255) NOT NULL,
  object_id VARCHAR(512) NOT NULL,
  PRIMARY KEY (index_number, hash),
  KEY unique_values_holder (class_name, object_id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

--changeset sepia:mariadb-1-13 splitStatements:false
CREATE TABLE IF NOT EXISTS object_floors (
  class_name VARCHAR(255) PRIMARY KEY,
  version BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

--changeset sepia:mariadb-1-14 splitStatements:false
CREATE TABLE IF NOT EXISTS object_writers (
  slot INTEGER PRIMARY KEY CHECK (slot = 1),
  rules BIGINT NOT NULL
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

--changeset sepia:mariadb-1-15 splitStatements:false
INSERT IGNORE INTO object_writers (slot, rules) VALUES (1, 0);

--changeset sepia:mariadb-1-16 splitStatements:false
CREATE TABLE IF NOT EXISTS transaction_outcomes (
  token VARCHAR(36) PRIMARY KEY,
  outcome VARCHAR(16) NOT NULL,
  recorded_at BIGINT NOT NULL,
  KEY transaction_outcomes_recorded (recorded_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

--changeset sepia:mariadb-1-17 splitStatements:false
INSERT INTO sepia_schema (step, applied_at) VALUES (1, TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)));

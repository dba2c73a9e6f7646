--liquibase formatted sql
-- Step 2 of the tables of Sepia in H2.

--changeset sepia:h2-2-1 splitStatements:false
CREATE TABLE IF NOT EXISTS object_changes (
  sequence_number BIGINT PRIMARY KEY,
  object_row BIGINT,
  version BIGINT NOT NULL,
  class_name VARCHAR(255),
  object_id VARCHAR(512),
  deleted_at BIGINT
);

--changeset sepia:h2-2-2 splitStatements:false
CREATE TABLE IF NOT EXISTS object_change_log (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  log VARCHAR(16),
  forgotten BIGINT DEFAULT 0 NOT NULL
);

--changeset sepia:h2-2-3 splitStatements:false
MERGE INTO object_change_log (id) KEY (id) VALUES (1);

--changeset sepia:h2-2-4 splitStatements:false
INSERT INTO sepia_schema (step, applied_at) VALUES (2, DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00:00', CURRENT_TIMESTAMP));

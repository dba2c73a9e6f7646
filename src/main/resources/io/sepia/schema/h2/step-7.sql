--liquibase formatted sql
-- Step 7 of the tables of Sepia in H2.

--changeset sepia:h2-7-1 splitStatements:false
ALTER TABLE object_rules ADD COLUMN IF NOT EXISTS history INTEGER;

--changeset sepia:h2-7-2 splitStatements:false
ALTER TABLE object_rules ADD COLUMN IF NOT EXISTS history_generations BIGINT DEFAULT 0 NOT NULL;

--changeset sepia:h2-7-3 splitStatements:false
ALTER TABLE object_rules ADD COLUMN IF NOT EXISTS history_days BIGINT DEFAULT 0 NOT NULL;

--changeset sepia:h2-7-4 splitStatements:false
CREATE TABLE IF NOT EXISTS object_generations (
  class_name VARCHAR(255) NOT NULL,
  object_id VARCHAR(512) NOT NULL,
  number BIGINT NOT NULL,
  object_type VARCHAR(16) NOT NULL,
  metadata CHARACTER LARGE OBJECT,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  deleted_at BIGINT,
  content CHARACTER LARGE OBJECT NOT NULL,
  checksum BIGINT,
  CONSTRAINT object_generations_key PRIMARY KEY (class_name, object_id, number)
);

--changeset sepia:h2-7-5 splitStatements:false
CREATE INDEX IF NOT EXISTS object_generations_order ON object_generations (class_name, object_id, number DESC);

--changeset sepia:h2-7-6 splitStatements:false
INSERT INTO sepia_schema (step, applied_at) VALUES (7, DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00:00', CURRENT_TIMESTAMP));

--liquibase formatted sql
-- Step 6 of the tables of Sepia in H2.

--changeset sepia:h2-6-1 splitStatements:false
ALTER TABLE object_rules ADD COLUMN IF NOT EXISTS on_delete VARCHAR(16);

--changeset sepia:h2-6-2 splitStatements:false
CREATE TABLE IF NOT EXISTS object_references (
  source BIGINT NOT NULL,
  target BIGINT NOT NULL,
  PRIMARY KEY (source, target),
  CONSTRAINT object_references_source FOREIGN KEY (source) REFERENCES objects (id) ON DELETE CASCADE
);

--changeset sepia:h2-6-3 splitStatements:false
CREATE INDEX IF NOT EXISTS object_references_target ON object_references (target, source);

--changeset sepia:h2-6-4 splitStatements:false
ALTER TABLE objects ADD COLUMN IF NOT EXISTS unsealed BOOLEAN GENERATED ALWAYS AS (CASE WHEN checksum IS NULL THEN TRUE END);

--changeset sepia:h2-6-5 splitStatements:false
CREATE INDEX IF NOT EXISTS objects_unsealed ON objects (unsealed, id);

--changeset sepia:h2-6-6 splitStatements:false
MERGE INTO object_references (source, target) KEY (source, target) SELECT id, 0 FROM objects WHERE object_type = 'container';

--changeset sepia:h2-6-7 splitStatements:false
INSERT INTO sepia_schema (step, applied_at) VALUES (6, DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00:00', CURRENT_TIMESTAMP));

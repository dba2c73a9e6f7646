--liquibase formatted sql
-- Step 8 of the tables of Sepia in H2.

--changeset sepia:h2-8-1 splitStatements:false
CREATE TABLE IF NOT EXISTS object_writers (
  slot INTEGER PRIMARY KEY,
  rules BIGINT NOT NULL
);

--changeset sepia:h2-8-2 splitStatements:false
MERGE INTO object_writers (slot, rules) KEY (slot) SELECT x, 0 FROM SYSTEM_RANGE(1, 64);

--changeset sepia:h2-8-3 splitStatements:false
INSERT INTO sepia_schema (step, applied_at) VALUES (8, DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00:00', CURRENT_TIMESTAMP));

--liquibase formatted sql
-- Step 9 of the tables of Sepia in H2.

--changeset sepia:h2-9-1 splitStatements:false
CREATE TABLE IF NOT EXISTS object_floors (
  class_name VARCHAR(255) PRIMARY KEY,
  version BIGINT NOT NULL
);

--changeset sepia:h2-9-2 splitStatements:false
INSERT INTO sepia_schema (step, applied_at) VALUES (9, DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00:00', CURRENT_TIMESTAMP));

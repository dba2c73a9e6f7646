--liquibase formatted sql
-- Step 11 of the tables of Sepia in H2.

--changeset sepia:h2-11-1 splitStatements:false
ALTER TABLE object_events ADD COLUMN IF NOT EXISTS checksum BIGINT;

--changeset sepia:h2-11-2 splitStatements:false
ALTER TABLE object_rules ADD COLUMN IF NOT EXISTS checksum BIGINT;

--changeset sepia:h2-11-3 splitStatements:false
ALTER TABLE object_indexes ADD COLUMN IF NOT EXISTS checksum BIGINT;

--changeset sepia:h2-11-4 splitStatements:false
ALTER TABLE object_change_log ADD COLUMN IF NOT EXISTS checksum BIGINT;

--changeset sepia:h2-11-5 splitStatements:false
INSERT INTO sepia_schema (step, applied_at) VALUES (11, DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00:00', CURRENT_TIMESTAMP));

--liquibase formatted sql
-- Step 10 of the tables of Sepia in H2.

--changeset sepia:h2-10-1 splitStatements:false
ALTER TABLE objects ALTER COLUMN created_at SET DEFAULT DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00:00', CURRENT_TIMESTAMP);

--changeset sepia:h2-10-2 splitStatements:false
ALTER TABLE objects ALTER COLUMN updated_at SET DEFAULT DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00:00', CURRENT_TIMESTAMP);

--changeset sepia:h2-10-3 splitStatements:false
INSERT INTO sepia_schema (step, applied_at) VALUES (10, DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00:00', CURRENT_TIMESTAMP));

--liquibase formatted sql
-- Step 4 of the tables of Sepia in H2.

--changeset sepia:h2-4-1 splitStatements:false
CREATE TABLE transaction_outcomes (
  token VARCHAR(36) PRIMARY KEY,
  outcome VARCHAR(16) NOT NULL,
  recorded_at BIGINT NOT NULL
);

--changeset sepia:h2-4-2 splitStatements:false
CREATE INDEX transaction_outcomes_recorded ON transaction_outcomes (recorded_at);

--changeset sepia:h2-4-3 splitStatements:false
INSERT INTO sepia_schema (step, applied_at) VALUES (4, DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00:00', CURRENT_TIMESTAMP));

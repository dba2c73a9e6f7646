--liquibase formatted sql
-- Step 4 of the tables of Sepia in SQLite.

--changeset sepia:sqlite-4-1 splitStatements:false
CREATE TABLE transaction_outcomes (
  token TEXT PRIMARY KEY NOT NULL,
  outcome TEXT NOT NULL,
  recorded_at INTEGER NOT NULL
) STRICT;

--changeset sepia:sqlite-4-2 splitStatements:false
CREATE INDEX transaction_outcomes_recorded ON transaction_outcomes (recorded_at);

--changeset sepia:sqlite-4-3 splitStatements:false
PRAGMA application_id = 1397051465;

--changeset sepia:sqlite-4-4 splitStatements:false
PRAGMA user_version = 4;

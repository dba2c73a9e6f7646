--liquibase formatted sql
-- Step 1 of the tables of Sepia in PostgreSQL.

--changeset sepia:postgresql-1-1 splitStatements:false
CREATE TABLE IF NOT EXISTS sepia_schema (step INTEGER PRIMARY KEY, applied_at BIGINT NOT NULL);

--changeset sepia:postgresql-1-2 splitStatements:false
CREATE SEQUENCE IF NOT EXISTS object_numbers AS BIGINT;

--changeset sepia:postgresql-1-3 splitStatements:false
CREATE OR REPLACE FUNCTION sepia_json(content TEXT) RETURNS JSONB LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF content ~ '[0-9]{250}' THEN
    RETURN NULL;
  END IF;
  RETURN CAST(content AS JSONB);
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END $$;

--changeset sepia:postgresql-1-4 splitStatements:false
CREATE OR REPLACE FUNCTION sepia_key(value JSONB) RETURNS JSONB LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN CASE WHEN pg_column_size(value) <= 300 THEN value END;
END $$;

--changeset sepia:postgresql-1-5 splitStatements:false
CREATE TABLE objects (
  id BIGINT DEFAULT nextval('object_numbers') NOT NULL,
  class_name VARCHAR(255) COLLATE "C" NOT NULL,
  object_id VARCHAR(512) COLLATE "C" NOT NULL,
  content TEXT NOT NULL,
  object_type VARCHAR(16) DEFAULT 'serializable' NOT NULL,
  metadata TEXT,
  version BIGINT DEFAULT 1 NOT NULL,
  created_at BIGINT DEFAULT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) NOT NULL,
  updated_at BIGINT DEFAULT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) NOT NULL,
  checksum BIGINT,
  content_json JSONB GENERATED ALWAYS AS (CASE WHEN checksum IS NOT NULL THEN sepia_json(content) END) STORED,
  CONSTRAINT objects_key PRIMARY KEY (class_name, object_id)
);

--changeset sepia:postgresql-1-6 splitStatements:false
CREATE INDEX objects_number ON objects (id);

--changeset sepia:postgresql-1-7 splitStatements:false
CREATE INDEX objects_unsealed ON objects (id) WHERE checksum IS NULL;

--changeset sepia:postgresql-1-8 splitStatements:false
CREATE INDEX objects_unreadable ON objects (class_name) WHERE content_json IS NULL;

--changeset sepia:postgresql-1-9 splitStatements:false
CREATE TABLE object_references (
  class_name VARCHAR(255) COLLATE "C" NOT NULL,
  object_id VARCHAR(512) COLLATE "C" NOT NULL,
  target BIGINT NOT NULL,
  CONSTRAINT object_references_key PRIMARY KEY (class_name, object_id, target),
  CONSTRAINT object_references_source FOREIGN KEY (class_name, object_id) REFERENCES objects (class_name, object_id) ON DELETE CASCADE
);

--changeset sepia:postgresql-1-10 splitStatements:false
CREATE INDEX object_references_target ON object_references (target);

--changeset sepia:postgresql-1-11 splitStatements:false
CREATE TABLE object_generations (
  class_name VARCHAR(255) COLLATE "C" NOT NULL,
  object_id VARCHAR(512) COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  object_type VARCHAR(16) NOT NULL,
  metadata TEXT,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  deleted_at BIGINT,
  content TEXT NOT NULL,
  checksum BIGINT,
  CONSTRAINT object_generations_key PRIMARY KEY (class_name, object_id, number)
);

--changeset sepia:postgresql-1-12 splitStatements:false
CREATE SEQUENCE IF NOT EXISTS object_event_numbers AS BIGINT;

--changeset sepia:postgresql-1-13 splitStatements:false
CREATE TABLE object_events (
  number BIGINT DEFAULT nextval('object_event_numbers') NOT NULL,
  class_name VARCHAR(255) COLLATE "C" NOT NULL,
  object_id VARCHAR(512) COLLATE "C" NOT NULL,
  type VARCHAR(16) NOT NULL,
  generation BIGINT NOT NULL,
  logged_at BIGINT NOT NULL,
  metadata TEXT,
  checksum BIGINT,
  CONSTRAINT object_events_key PRIMARY KEY (class_name, object_id, number)
);

--changeset sepia:postgresql-1-14 splitStatements:false
CREATE INDEX object_events_number ON object_events (number);

--changeset sepia:postgresql-1-15 splitStatements:false
CREATE TABLE object_changes (
  sequence_number BIGINT NOT NULL,
  class_name VARCHAR(255) COLLATE "C" NOT NULL,
  object_id VARCHAR(512) COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  deleted_at BIGINT,
  CONSTRAINT object_changes_key PRIMARY KEY (class_name, object_id, sequence_number)
);

--changeset sepia:postgresql-1-16 splitStatements:false
CREATE INDEX object_changes_order ON object_changes (sequence_number);

--changeset sepia:postgresql-1-17 splitStatements:false
CREATE TABLE object_change_log (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  log VARCHAR(16),
  forgotten BIGINT DEFAULT 0 NOT NULL,
  checksum BIGINT
);

--changeset sepia:postgresql-1-18 splitStatements:false
INSERT INTO object_change_log (id) VALUES (1);

--changeset sepia:postgresql-1-19 splitStatements:false
CREATE TABLE object_rules (
  class_name VARCHAR(255) COLLATE "C" PRIMARY KEY,
  events INTEGER DEFAULT 0 NOT NULL,
  on_delete VARCHAR(16),
  history INTEGER,
  history_generations BIGINT DEFAULT 0 NOT NULL,
  history_days BIGINT DEFAULT 0 NOT NULL,
  checksum BIGINT
);

--changeset sepia:postgresql-1-20 splitStatements:false
CREATE TABLE object_indexes (
  number BIGINT PRIMARY KEY,
  class_name VARCHAR(255) COLLATE "C" NOT NULL,
  fields VARCHAR(32000) COLLATE "C" NOT NULL,
  is_unique INTEGER NOT NULL,
  declared INTEGER NOT NULL,
  checksum BIGINT
);

--changeset sepia:postgresql-1-21 splitStatements:false
CREATE TABLE unique_values (
  index_number BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  class_name VARCHAR(255) COLLATE "C" NOT NULL,
  object_id VARCHAR(512) COLLATE "C" NOT NULL,
  CONSTRAINT unique_values_key PRIMARY KEY (index_number, hash)
);

--changeset sepia:postgresql-1-22 splitStatements:false
CREATE INDEX unique_values_holder ON unique_values (class_name, object_id);

--changeset sepia:postgresql-1-23 splitStatements:false
CREATE TABLE object_floors (
  class_name VARCHAR(255) COLLATE "C" PRIMARY KEY,
  version BIGINT NOT NULL
);

--changeset sepia:postgresql-1-24 splitStatements:false
CREATE TABLE object_writers (slot INTEGER PRIMARY KEY CHECK (slot = 1), rules BIGINT NOT NULL);

--changeset sepia:postgresql-1-25 splitStatements:false
INSERT INTO object_writers (slot, rules) VALUES (1, 0);

--changeset sepia:postgresql-1-26 splitStatements:false
CREATE TABLE transaction_outcomes (
  token VARCHAR(36) PRIMARY KEY,
  outcome VARCHAR(16) NOT NULL,
  recorded_at BIGINT NOT NULL
);

--changeset sepia:postgresql-1-27 splitStatements:false
CREATE INDEX transaction_outcomes_recorded ON transaction_outcomes (recorded_at);

--changeset sepia:postgresql-1-28 splitStatements:false
INSERT INTO sepia_schema (step, applied_at) VALUES (1, CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT));

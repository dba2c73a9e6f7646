--liquibase formatted sql
-- Step 3 of the tables of Sepia in H2.

--changeset sepia:h2-3-1 splitStatements:false
CREATE TABLE IF NOT EXISTS object_indexes (
  number BIGINT PRIMARY KEY,
  class_name VARCHAR(255) NOT NULL,
  fields VARCHAR(32000) NOT NULL,
  is_unique INTEGER NOT NULL,
  declared INTEGER NOT NULL,
  CONSTRAINT object_indexes_key UNIQUE (class_name, fields, is_unique)
);

--changeset sepia:h2-3-2 splitStatements:false
CREATE TABLE IF NOT EXISTS unique_values (
  index_number BIGINT NOT NULL,
  hash VARBINARY(32) NOT NULL,
  class_name VARCHAR(255) NOT NULL,
  object_id VARCHAR(512) NOT NULL,
  PRIMARY KEY (index_number, hash),
  FOREIGN KEY (index_number) REFERENCES object_indexes (number) ON DELETE CASCADE,
  FOREIGN KEY (class_name, object_id) REFERENCES objects (class_name, object_id) ON DELETE CASCADE
);

--changeset sepia:h2-3-3 splitStatements:false
INSERT INTO sepia_schema (step, applied_at) VALUES (3, DATEDIFF(MICROSECOND, TIMESTAMP WITH TIME ZONE '1970-01-01 00:00:00+00:00', CURRENT_TIMESTAMP));

package io.sepia.internal.backend.postgresql;

import io.sepia.internal.backend.sql.ListedTables;

/** The query for the columns and indexes of the tables in the current schema. */
final class PostgresqlTables {
    static final ListedTables LIST = new ListedTables(
            "postgresql",
            "SELECT 'table ' || c.relname, 'column ' || a.attname,"
                    + " format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END"
                    + " || coalesce(' COLLATE ' || (SELECT l.collname FROM pg_collation l WHERE l.oid = a.attcollation"
                    + " AND l.collname <> 'default'), '')"
                    + " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
                    + " WHERE c.relkind IN ('r', 'p') AND c.relnamespace = CAST(current_schema() AS regnamespace)"
                    + " UNION ALL SELECT 'table ' || c.relname, 'index ' || i.relname,"
                    + " CASE WHEN x.indisunique THEN 'unique ' ELSE '' END || 'on '"
                    + " || substring(pg_get_indexdef(x.indexrelid) FROM ' USING (.*)$')"
                    + " FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid"
                    + " WHERE c.relkind IN ('r', 'p') AND c.relnamespace = CAST(current_schema() AS regnamespace)");

    private PostgresqlTables() {}
}

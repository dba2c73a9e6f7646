package io.sepia.internal.backend.postgresql;

import io.sepia.internal.backend.sql.Tables;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares the tables and indexes of a schema with those that the migrations create, which a file lists. */
final class PostgresqlTables {
    private static final String LIST = "/io/sepia/schema/postgresql/tables.txt";
    /** The columns and indexes of the tables in the current schema. */
    private static final String PARTS = "SELECT 'table ' || c.relname, 'column ' || a.attname,"
            + " format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END"
            + " || coalesce(' COLLATE ' || (SELECT l.collname FROM pg_collation l WHERE l.oid = a.attcollation"
            + " AND l.collname <> 'default'), '')"
            + " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            + " WHERE c.relkind IN ('r', 'p') AND c.relnamespace = CAST(current_schema() AS regnamespace)"
            + " UNION ALL SELECT 'table ' || c.relname, 'index ' || i.relname,"
            + " CASE WHEN x.indisunique THEN 'unique ' ELSE '' END || 'on '"
            + " || substring(pg_get_indexdef(x.indexrelid) FROM ' USING (.*)$')"
            + " FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid"
            + " WHERE c.relkind IN ('r', 'p') AND c.relnamespace = CAST(current_schema() AS regnamespace)";

    private PostgresqlTables() {}

    /** Returns one sentence for each difference. */
    static List<String> differences(Connection connection) throws SQLException {
        Map<String, Map<String, String>> found = read(connection);
        List<String> differences = new ArrayList<>();
        expected().forEach((table, parts) -> {
            Map<String, String> there = found.get(table);
            if (there == null) {
                differences.add("The " + table + " is missing" + Tables.REMEDY);
                return;
            }
            parts.forEach((part, definition) -> {
                String is = there.get(part);
                if (!definition.equals(is)) {
                    differences.add("The " + part + " of the " + table + " is " + (is == null ? "missing" : is)
                            + ", expected " + definition + "; restore it with SQL, or the table from a backup.");
                }
            });
        });
        return differences;
    }

    /** Reads the list that belongs to the migrations: a line for each column and index. */
    static Map<String, Map<String, String>> expected() {
        Map<String, Map<String, String>> tables = new TreeMap<>();
        try (InputStream in = PostgresqlTables.class.getResourceAsStream(LIST)) {
            if (in == null) {
                throw new IllegalStateException("The library has no file " + LIST);
            }
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .map(line -> line.split("\t", 3))
                    .forEach(parts -> tables.computeIfAbsent(parts[0], none -> new TreeMap<>())
                            .put(parts[1], parts[2]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tables;
    }

    static Map<String, Map<String, String>> read(Connection connection) throws SQLException {
        Map<String, Map<String, String>> tables = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(PARTS)) {
            while (rows.next()) {
                tables.computeIfAbsent(rows.getString(1), none -> new TreeMap<>())
                        .put(rows.getString(2), rows.getString(3));
            }
        }
        return tables;
    }
}

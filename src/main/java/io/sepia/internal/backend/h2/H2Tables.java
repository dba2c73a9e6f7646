package io.sepia.internal.backend.h2;

import io.sepia.internal.backend.sql.SchemaStep;
import io.sepia.internal.backend.sql.Tables;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares the tables and indexes of an H2 schema with the tables that the migrations create. */
final class H2Tables {
    private static final String COLUMNS = "SELECT 'table ' || lower(table_name), 'column ' || lower(column_name),"
            + " data_type || coalesce('(' || character_maximum_length || ')', '')"
            + " || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END"
            + " FROM information_schema.columns WHERE table_schema = current_schema";
    private static final String INDEXES = "SELECT 'table ' || lower(i.table_name),"
            + " CASE WHEN bool_or(c.is_unique) THEN 'unique ' ELSE '' END || 'index on '"
            + " || LISTAGG(lower(c.column_name), ', ') WITHIN GROUP (ORDER BY c.ordinal_position),"
            + " 'there'"
            + " FROM information_schema.indexes i JOIN information_schema.index_columns c"
            + " ON c.index_schema = i.index_schema AND c.index_name = i.index_name"
            + " WHERE i.table_schema = current_schema GROUP BY i.table_name, i.index_name";

    private H2Tables() {}

    /** Returns one sentence for each difference. */
    static List<String> differences(Connection connection, List<SchemaStep> steps) throws SQLException {
        Map<String, Map<String, String>> expected = expected(steps);
        expected.remove("table sepia_schema"); // ServerSchema checks it.
        Map<String, Map<String, String>> found = read(connection);
        List<String> differences = new ArrayList<>();
        expected.forEach((table, parts) -> {
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

    /** Runs the migrations in a private in-memory database and reads the result. */
    private static Map<String, Map<String, String>> expected(List<SchemaStep> steps) throws SQLException {
        try (Connection memory = DriverManager.getConnection("jdbc:h2:mem:")) {
            for (SchemaStep step : steps) {
                step.apply(memory);
            }
            return read(memory);
        }
    }

    private static Map<String, Map<String, String>> read(Connection connection) throws SQLException {
        Map<String, Map<String, String>> tables = new TreeMap<>();
        for (String sql : List.of(COLUMNS, INDEXES)) {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    tables.computeIfAbsent(rows.getString(1), none -> new TreeMap<>())
                            .put(rows.getString(2), rows.getString(3));
                }
            }
        }
        return tables;
    }
}

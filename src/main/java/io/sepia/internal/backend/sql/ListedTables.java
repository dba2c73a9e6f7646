package io.sepia.internal.backend.sql;

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

/**
 * Compares the tables and indexes of a schema with those that the migrations create, which the file {@code tables.txt}
 * lists.
 */
public final class ListedTables {
    private final String list;
    private final String parts;

    /**
     * @param folder the folder of the database below {@code io/sepia/schema}
     * @param parts a query for the columns and indexes of the current schema: the table, the part and its definition
     */
    public ListedTables(String folder, String parts) {
        this.list = "/io/sepia/schema/" + folder + "/tables.txt";
        this.parts = parts;
    }

    /** Returns one sentence for each difference. */
    public List<String> differences(Connection connection) throws SQLException {
        Map<String, Map<String, String>> found = read(connection);
        List<String> differences = new ArrayList<>();
        expected().forEach((table, listed) -> {
            Map<String, String> there = found.get(table);
            if (there == null) {
                differences.add("The " + table + " is missing" + Tables.REMEDY);
                return;
            }
            listed.forEach((part, definition) -> {
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
    private Map<String, Map<String, String>> expected() {
        Map<String, Map<String, String>> tables = new TreeMap<>();
        try (InputStream in = ListedTables.class.getResourceAsStream(list)) {
            if (in == null) {
                throw new IllegalStateException("The library has no file " + list);
            }
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .map(line -> line.split("\t", 3))
                    .forEach(line -> tables.computeIfAbsent(line[0], none -> new TreeMap<>())
                            .put(line[1], line[2]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tables;
    }

    private Map<String, Map<String, String>> read(Connection connection) throws SQLException {
        Map<String, Map<String, String>> tables = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(parts)) {
            while (rows.next()) {
                tables.computeIfAbsent(rows.getString(1), none -> new TreeMap<>())
                        .put(rows.getString(2), rows.getString(3));
            }
        }
        return tables;
    }
}
